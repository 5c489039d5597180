package dev.waggle.proxy.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLSession;

/** Waits behind the TLS engine for the end of the handshake, says how it went, and goes. */
final class HandshakeOutcome extends ChannelInboundHandlerAdapter {

    private final SslHandler ssl;
    private final String serverName;
    private final ShownNames shownNames;
    private final TlsListener listener;
    private boolean failed;

    HandshakeOutcome(
            SslHandler ssl, String serverName, ShownNames shownNames, TlsListener listener) {
        this.ssl = ssl;
        this.serverName = serverName;
        this.shownNames = shownNames;
        this.listener = listener;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent completion)) {
            ctx.fireUserEventTriggered(event);
        } else if (completion.isSuccess()) {
            succeed(ctx);
        } else {
            fail(ctx, completion.cause());
        }
    }

    /** The failure was told already; the engine throws it once more. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, cause);
    }

    private void succeed(ChannelHandlerContext ctx) {
        if (ChallengeContexts.PROTOCOL.equals(ssl.applicationProtocol())) {
            listener.challengeShown(ctx.channel());
            var _ = ctx.close();
            return;
        }
        SSLSession session = ssl.engine().getSession();
        TlsFacts facts =
                new TlsFacts(
                        session.getProtocol(),
                        session.getCipherSuite(),
                        serverName,
                        Alpn.of(ssl.applicationProtocol()),
                        shownNames);
        facts.attachTo(ctx.channel());
        listener.secured(ctx.channel(), facts);
        ctx.pipeline().remove(this);
    }

    private void fail(ChannelHandlerContext ctx, Throwable cause) {
        if (!failed) {
            failed = true;
            listener.handshakeFailed(ctx.channel(), failureOf(cause));
            var _ = ctx.close();
        }
    }

    private static HandshakeFailure failureOf(Throwable cause) {
        return switch (cause) {
            case SslHandshakeTimeoutException _ -> HandshakeFailure.TIMEOUT;
            case ClosedChannelException _ -> HandshakeFailure.CLOSED;
            case java.io.IOException e when e.getCause() instanceof ClosedChannelException ->
                    HandshakeFailure.CLOSED;
            default -> HandshakeFailure.REFUSED;
        };
    }
}
