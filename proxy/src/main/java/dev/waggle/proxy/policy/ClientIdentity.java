package dev.waggle.proxy.policy;

import java.nio.charset.StandardCharsets;

/** Who is at the other end of a downstream connection, as forwarding fields say it. */
public final class ClientIdentity {
    private final byte[] client;
    private final byte[] peer;
    private final boolean https;
    private final boolean trusted;

    /**
     * @param clientAddress the client's address as text, without brackets and without a port
     * @param peerAddress the address that the connection comes from; another one than the client's
     *     only when a trusted proxy is between
     * @param https whether the client spoke TLS to us
     * @param trusted whether the peer is a trusted proxy, so that what it forwarded is believed
     */
    public ClientIdentity(
            String clientAddress, String peerAddress, boolean https, boolean trusted) {
        this.client = clientAddress.getBytes(StandardCharsets.US_ASCII);
        this.peer = peerAddress.getBytes(StandardCharsets.US_ASCII);
        this.https = https;
        this.trusted = trusted;
    }

    /** A client that is connected to us directly. */
    public static ClientIdentity direct(String address, boolean https) {
        return new ClientIdentity(address, address, https, false);
    }

    /** Not to be written to. */
    public byte[] clientAddress() {
        return client;
    }

    /** Not to be written to. */
    public byte[] peerAddress() {
        return peer;
    }

    public boolean isHttps() {
        return https;
    }

    public boolean isTrusted() {
        return trusted;
    }
}
