package dev.waggle.proxy.upstream;

import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.policy.Cookies;
import dev.waggle.routing.Route;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the clients of a route each at one endpoint, with a cookie that names it by a digest: every
 * event loop and every node reads it alike, and nothing about the task can be read out of it.
 */
final class StickyCookie {
    private static final int PIN_BYTES = 16;

    private final byte[] name;
    private final String attributes;

    /**
     * @param name a token
     */
    StickyCookie(String name, Route route) {
        this.name = name.getBytes(StandardCharsets.ISO_8859_1);
        this.attributes = "; Path=" + path(route) + "; HttpOnly; SameSite=Lax";
    }

    /** Routes of one host that use one name stay apart. */
    private static String path(Route route) {
        String context = route.context().value();
        boolean plain = context.chars().allMatch(c -> c > ' ' && c < 0x7F && c != ';');
        return plain ? context : "/";
    }

    /** What stands for an endpoint: 128 bits of a digest, in hexadecimal. */
    static byte[] pinOf(String endpointId) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(endpointId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of()
                    .formatHex(digest, 0, PIN_BYTES)
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The one of these that the client is to stay at; null when it is none of them. */
    @Nullable ConnectionPool pinned(ConnectionPool[] pools, Exchange exchange) {
        long found = Cookies.find(exchange.request(), name);
        if (found == Cookies.NONE) {
            return null;
        }
        for (ConnectionPool pool : pools) {
            if (names(found, pool, exchange)) {
                return pool;
            }
        }
        return null;
    }

    private static boolean names(long found, ConnectionPool pool, Exchange exchange) {
        byte[] pin = pool.pin();
        return Arrays.equals(
                exchange.request().bytes(),
                Cookies.start(found),
                Cookies.end(found),
                pin,
                0,
                pin.length);
    }

    /**
     * The {@code Set-Cookie} that makes the client stay at the endpoint that answers it; null when
     * it has that already. {@code Secure} on TLS only: a browser would not take it elsewhere (RFC
     * 6265 section 5.3).
     */
    @Nullable String setCookie(ConnectionPool pool, Exchange exchange) {
        long found = Cookies.find(exchange.request(), name);
        if (found != Cookies.NONE && names(found, pool, exchange)) {
            return null;
        }
        return new String(name, StandardCharsets.ISO_8859_1)
                + "="
                + new String(pool.pin(), StandardCharsets.US_ASCII)
                + attributes
                + (exchange.identity().isHttps() ? "; Secure" : "");
    }
}
