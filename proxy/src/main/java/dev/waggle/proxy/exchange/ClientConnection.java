package dev.waggle.proxy.exchange;

import dev.waggle.proxy.policy.ClientIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

    private static final int NOWHERE = 0;

    private final InetSocketAddress peer;
    private final ClientIdentity identity;
    private final byte[] address;
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
        String text = textOf(peer.getAddress());
        this.identity = new ClientIdentity(text, text, tls != null, trusted);
        this.address = peer.getAddress().getAddress();
        this.trusted = trusted;
        this.localPort = localPort;
        this.tls = tls;
    }

    /** Of questions of the proxy's own: nobody reached it. */
    public static ClientConnection own() {
        return new ClientConnection(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), NOWHERE),
                false,
                NOWHERE,
                null);
    }

    public InetSocketAddress peer() {
        return peer;
    }

    /**
     * The peer as the client, which it is for all requests but those that a trusted proxy forwards.
     */
    public ClientIdentity identity() {
        return identity;
    }

    /** The peer's address, 4 or 16 bytes in network order; not to be written to. */
    public byte[] address() {
        return address;
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

    /** Whether this stands for the proxy itself, which asks a task without a client. */
    public boolean isOwn() {
        return localPort == NOWHERE;
    }

    /** An address as text, without the zone that an IPv6 one may have. */
    static String textOf(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
