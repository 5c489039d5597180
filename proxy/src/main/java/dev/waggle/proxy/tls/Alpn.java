package dev.waggle.proxy.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The application protocols that are offered to clients, the preferred one first (RFC 7301). */
public enum Alpn {
    /** HTTP/2 (RFC 9113 section 3.2). */
    HTTP_2("h2"),
    /** HTTP/1.1 and 1.0, and what a client that negotiates nothing gets. */
    HTTP_1_1("http/1.1");

    /** Registered by RFC 7301 section 6; curl offers it, and nothing else, for HTTP/1.0. */
    private static final String HTTP_1_0_ID = "http/1.0";

    private static final List<String> IDS = List.of(HTTP_2.id, HTTP_1_1.id, HTTP_1_0_ID);

    private final String id;

    Alpn(String id) {
        this.id = id;
    }

    /** The protocol's registered identifier. */
    public String id() {
        return id;
    }

    /** The identifiers of all that a client may choose, the preferred one first. */
    static String[] ids() {
        return IDS.toArray(String[]::new);
    }

    static Alpn of(@Nullable String negotiated) {
        return HTTP_2.id.equals(negotiated) ? HTTP_2 : HTTP_1_1;
    }

    /** Whether a client that offers these can be served; one that offers nothing can. */
    static boolean anyIn(List<String> offered) {
        return offered.isEmpty() || IDS.stream().anyMatch(offered::contains);
    }
}
