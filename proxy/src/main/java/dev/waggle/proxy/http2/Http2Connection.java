package dev.waggle.proxy.http2;

import dev.waggle.proxy.exchange.ClientConnection;
import io.netty.channel.ChannelHandler;

/** A client's HTTP/2 connection (RFC 9113). Belongs to the event loop of its channel. */
public final class Http2Connection {
    private Http2Connection() {}

    /**
     * The handler of a new connection: the only one behind TLS, added once ALPN has settled on
     * {@code h2}, on the channel's event loop.
     */
    public static ChannelHandler create(Http2Services services, ClientConnection client) {
        throw new UnsupportedOperationException(services + " " + client);
    }
}
