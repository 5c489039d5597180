package dev.waggle.benchmarks.load;

import dev.waggle.benchmarks.peer.Backend;
import dev.waggle.benchmarks.peer.Site;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** TLS connections that have been answered once and then stay open without a word, until closed. */
public final class IdleConnections implements AutoCloseable {
    private final Clients clients;

    private IdleConnections(Clients clients) {
        this.clients = clients;
    }

    /**
     * Opens them; blocks until each has been answered.
     *
     * @throws LoadFailed when that takes longer than a minute
     */
    public static IdleConnections open(int port, int number) {
        IdleConnections idle =
                new IdleConnections(
                        new Clients(port, new ClientTls(ClientTls.Sessions.ALWAYS_NEW)));
        CountDownLatch answered = new CountDownLatch(number);
        for (int i = 0; i < number; i++) {
            idle.clients.connect(new OneRequest(answered));
        }
        try {
            Clients.awaitOpen(answered);
        } catch (LoadFailed e) {
            idle.close();
            throw e;
        }
        return idle;
    }

    @Override
    public void close() {
        clients.close();
    }

    private static final class OneRequest extends SimpleChannelInboundHandler<ByteBuf> {
        private static final byte[] REQUEST =
                "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
                        .formatted(Backend.Paths.SMALL, Site.HOST)
                        .getBytes(StandardCharsets.US_ASCII);

        private final CountDownLatch answered;
        private boolean counted;

        OneRequest(CountDownLatch answered) {
            this.answered = answered;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                context.writeAndFlush(Unpooled.wrappedBuffer(REQUEST));
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            if (!counted) {
                counted = true;
                answered.countDown();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
