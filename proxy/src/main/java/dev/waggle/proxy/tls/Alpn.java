package dev.waggle.proxy.tls;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The application protocols that are offered to clients, the preferred one first (RFC 7301). */
public enum Alpn {
    /** HTTP/2 (RFC 9113 section 3.2). */
    HTTP_2("h2"),
    /** HTTP/1.1, and what a client that negotiates nothing gets. */
    HTTP_1_1("http/1.1"),
    /** HTTP/1.0, for clients that offer nothing newer; it is spoken like HTTP/1.1. */
    HTTP_1_0("http/1.0");

    private final String id;

    Alpn(String id) {
        this.id = id;
    }

    /** The protocol's registered identifier. */
    public String id() {
        return id;
    }

    static Alpn of(@Nullable String negotiated) {
        for (Alpn alpn : values()) {
            if (alpn.id.equals(negotiated)) {
                return alpn;
            }
        }
        return HTTP_1_1;
    }

    /** Whether a client that offers these can be served; one that offers nothing can. */
    static boolean anyIn(List<String> offered) {
        return offered.isEmpty() || Stream.of(values()).map(Alpn::id).anyMatch(offered::contains);
    }

    /** All of them, in the order of preference. */
    static String[] ids() {
        return Stream.of(values()).map(Alpn::id).toArray(String[]::new);
    }
}
