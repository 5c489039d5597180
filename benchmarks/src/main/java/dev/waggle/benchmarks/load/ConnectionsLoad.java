package dev.waggle.benchmarks.load;

import dev.waggle.benchmarks.peer.Backend;
import dev.waggle.benchmarks.peer.Site;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Clients that connect again and again, 16 at once. The unit is connections that were closed after
 * they had done what they were opened for.
 */
public final class ConnectionsLoad implements Load {
    private static final int CLIENTS = 16;

    /**
     * How many of a hundred connections may have had a full handshake where sessions are resumed.
     */
    private static final int TOLERATED_PERCENT = 5;

    private static final ByteBuf REQUEST =
            Unpooled.unreleasableBuffer(
                    Unpooled.copiedBuffer(
                            "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                                    .formatted(Backend.Paths.SMALL, Site.HOST),
                            StandardCharsets.US_ASCII));

    /** What a connection is opened for. */
    public enum Purpose {
        /** A full handshake, and nothing after it. */
        FULL_HANDSHAKE,
        /** A full handshake and one request. */
        FULL_HANDSHAKE_AND_REQUEST,
        /**
         * A resumed handshake and one request: some servers give the ticket for the next connection
         * only together with an answer.
         */
        RESUMED_HANDSHAKE_AND_REQUEST
    }

    private final Purpose purpose;

    /**
     * @param purpose of all connections
     */
    public ConnectionsLoad(Purpose purpose) {
        this.purpose = purpose;
    }

    @Override
    public double run(int port, Duration time) {
        boolean resumes = purpose == Purpose.RESUMED_HANDSHAKE_AND_REQUEST;
        ClientTls tls =
                new ClientTls(resumes ? ClientTls.Sessions.RESUMED : ClientTls.Sessions.ALWAYS_NEW);
        try (Clients clients = new Clients(port, tls)) {
            long done = clients.repeat(CLIENTS, time, it -> new Visit(it, purpose));
            long full = tls.fullHandshakes();
            if (resumes && full > CLIENTS + done * TOLERATED_PERCENT / 100) {
                throw new LoadFailed("of %d handshakes %d were full ones".formatted(done, full));
            }
            return done;
        }
    }

    /** One connection. */
    private static final class Visit extends SimpleChannelInboundHandler<ByteBuf> {
        private static final int STATUS_BYTES = 12;

        private final Clients.Done done;
        private final Purpose purpose;
        private final StringBuilder status = new StringBuilder();

        Visit(Clients.Done done, Purpose purpose) {
            this.done = done;
            this.purpose = purpose;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
                return;
            }
            if (!handshake.isSuccess()) {
                done.failed(String.valueOf(handshake.cause()));
                context.close();
            } else if (purpose == Purpose.FULL_HANDSHAKE) {
                done.well();
                context.close();
            } else {
                context.writeAndFlush(REQUEST.duplicate());
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            int missing = STATUS_BYTES - status.length();
            if (missing > 0) {
                status.append(
                        bytes.readCharSequence(
                                Math.min(missing, bytes.readableBytes()),
                                StandardCharsets.US_ASCII));
            }
        }

        /** The server closes after its answer. */
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (status.toString().endsWith(" 200")) {
                done.well();
            } else {
                done.failed("a connection ended after '" + status + "'");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            done.failed(String.valueOf(cause));
            context.close();
        }
    }
}
