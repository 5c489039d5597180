package dev.waggle.proxy;

import dev.waggle.proxy.tls.Alpn;
import dev.waggle.proxy.tls.UpstreamTls;
import dev.waggle.proxy.upstream.Connector;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.Optional;

/** Gives connections to tasks the TLS that their route asks for. */
final class TlsToTasks implements Connector.Tls {
    private final UpstreamTls tls;

    TlsToTasks(UpstreamTls tls) {
        this.tls = tls;
    }

    @Override
    public Optional<SslHandler> handlerFor(Connector.PoolTarget target, Duration handshakeTimeout) {
        return switch (target.tls()) {
            case OFF -> Optional.empty();
            case VERIFY -> handler(target, UpstreamTls.Verification.VERIFY, handshakeTimeout);
            case INSECURE -> handler(target, UpstreamTls.Verification.INSECURE, handshakeTimeout);
        };
    }

    private Optional<SslHandler> handler(
            Connector.PoolTarget target,
            UpstreamTls.Verification verification,
            Duration handshakeTimeout) {
        return Optional.of(
                tls.newHandler(
                        ByteBufAllocator.DEFAULT,
                        target.http2() ? Alpn.HTTP_2 : Alpn.HTTP_1_1,
                        target.tlsName(),
                        target.port(),
                        verification,
                        handshakeTimeout));
    }
}
