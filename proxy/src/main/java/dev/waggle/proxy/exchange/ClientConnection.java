package dev.waggle.proxy.exchange;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the connection that a request came on, once for all of its requests. Immutable.
 */
public final class ClientConnection {
    /** What a request needs to know of the TLS session that it came in. */
    public interface TlsSession {
        /** As {@code TLSv1.3}. */
        String protocol();

        /** Whether the certificate that was shown covers this lower-case host. */
        boolean covers(byte[] host, int start, int end);
    }

    private final InetSocketAddress peer;
    private final byte[] addressText;
    private final boolean trusted;
    private final int localPort;
    private final @Nullable TlsSession tls;

    /**
     * @param peer who is at the other end, after the PROXY protocol where it is spoken
     * @param trusted whether the peer is one of {@code trusted-proxies}, so that its forwarding
     *     fields count
     * @param localPort the port that the client reached
     * @param tls what the handshake settled, or null on a plain connection
     */
    public ClientConnection(
            InetSocketAddress peer, boolean trusted, int localPort, @Nullable TlsSession tls) {
        this.peer = peer;
        this.addressText = withoutZone(peer.getAddress().getHostAddress());
        this.trusted = trusted;
        this.localPort = localPort;
        this.tls = tls;
    }

    public InetSocketAddress peer() {
        return peer;
    }

    /** The peer's IP address as text; not to be written to. */
    public byte[] addressText() {
        return addressText;
    }

    public boolean isTrusted() {
        return trusted;
    }

    public int localPort() {
        return localPort;
    }

    public @Nullable TlsSession tls() {
        return tls;
    }

    public boolean isSecure() {
        return tls != null;
    }

    private static byte[] withoutZone(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        return address.getBytes(StandardCharsets.US_ASCII);
    }
}
