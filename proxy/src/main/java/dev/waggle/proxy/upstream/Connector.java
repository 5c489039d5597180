package dev.waggle.proxy.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * Opens connections to endpoints on one event loop. An address is used as it is; a name is resolved
 * by the bootstrap's resolver, which must not block.
 */
public final class Connector {
    /** Makes the TLS handler of a connection, where its endpoint wants one. */
    public interface Tls {
        /**
         * @param handshakeTimeout after which the connection counts as failed
         */
        Optional<SslHandler> handlerFor(PoolTarget target, Duration handshakeTimeout);
    }

    /**
     * What a connection is made to.
     *
     * @param host an IP address or a name
     * @param tls whether and how TLS is spoken
     * @param tlsName the name that is sent as SNI and verified
     * @param http2 whether HTTP/2 is spoken, and nothing else (ALPN)
     */
    public record PoolTarget(
            String host,
            int port,
            dev.waggle.routing.UpstreamTls.Mode tls,
            String tlsName,
            boolean http2) {}

    private final Bootstrap bootstrap;
    private final Tls tls;

    /**
     * @param bootstrap with group, channel, options and resolver set
     */
    public Connector(Bootstrap bootstrap, Tls tls) {
        this.bootstrap = bootstrap;
        this.tls = tls;
    }

    Optional<SslHandler> tlsHandler(PoolKey key, Duration handshakeTimeout) {
        return tls.handlerFor(
                new PoolTarget(key.host(), key.port(), key.tls(), key.tlsName(), key.http2()),
                handshakeTimeout);
    }

    ChannelFuture connect(PoolKey key, Duration timeout, ChannelHandler handler) {
        return connect(key.host(), key.port(), timeout, handler);
    }

    ChannelFuture connect(String host, int port, Duration timeout, ChannelHandler handler) {
        return bootstrap
                .clone()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
                .handler(handler)
                .connect(addressOf(host, port));
    }

    private static InetSocketAddress addressOf(String host, int port) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal == null) {
            return InetSocketAddress.createUnresolved(host, port);
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(literal), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of a wrong length", e);
        }
    }
}
