package dev.waggle.proxy.tls;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a connection after its handshake. Immutable.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipher the suite's IANA name, such as {@code TLS_AES_128_GCM_SHA256}
 * @param serverName the name that the client asked for in lower case, empty when it sent none
 * @param alpn what is spoken on it
 * @param shownNames the names of the certificate that the client was shown
 */
public record TlsFacts(
        String protocol, String cipher, String serverName, Alpn alpn, ShownNames shownNames) {

    private static final AttributeKey<TlsFacts> KEY = AttributeKey.valueOf(TlsFacts.class, "facts");

    /** The facts of a secured channel, null for any other. */
    public static @Nullable TlsFacts of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /**
     * Whether the certificate that the client was shown covers a host. If not, a request for that
     * host on this connection is answered with 421 (RFC 9110 section 15.5.20).
     *
     * @param host lower-case bytes without port and trailing dot
     * @param start the first byte
     * @param end after the last byte
     */
    public boolean covers(byte[] host, int start, int end) {
        return shownNames.cover(host, start, end);
    }

    void attachTo(Channel channel) {
        channel.attr(KEY).set(this);
    }
}
