package dev.waggle.proxy.tls;

import io.netty.channel.Channel;

/** Hears how handshakes end. Called on the channel's event loop: it must not block. */
public interface TlsListener {

    /**
     * The connection is secured. The listener installs the handlers for HTTP/1 or HTTP/2 by {@link
     * TlsFacts#alpn} before it returns: the first request may already be decrypted.
     */
    void secured(Channel channel, TlsFacts facts);

    /**
     * A CA has seen the answer to its challenge (RFC 8737); the connection is being closed, since
     * no data follows.
     */
    void challengeShown(Channel channel);

    /** The handshake failed; the connection is being closed. */
    void handshakeFailed(Channel channel, HandshakeFailure failure);
}
