package dev.waggle.benchmarks.load;

import dev.waggle.benchmarks.peer.Backend;
import dev.waggle.benchmarks.peer.Site;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * WebSocket messages of 125 bytes there and back, 64 connections at once, each sending the next
 * when the last has returned. The unit is messages that have returned.
 */
public final class MessagesLoad implements Load {
    private static final int CLIENTS = 64;
    private static final int MESSAGE_BYTES = 125;
    private static final int MAX_HEAD_BYTES = 64 << 10;

    /** Makes one. */
    public MessagesLoad() {}

    @Override
    public double run(int port, Duration time) {
        AtomicLong returned = new AtomicLong();
        CountDownLatch opening = new CountDownLatch(CLIENTS);
        List<ChannelFuture> connections = new ArrayList<>();
        try (Clients clients = new Clients(port, new ClientTls(ClientTls.Sessions.ALWAYS_NEW))) {
            for (int i = 0; i < CLIENTS; i++) {
                connections.add(
                        clients.connect(
                                new HttpClientCodec(),
                                new HttpObjectAggregator(MAX_HEAD_BYTES),
                                new WebSocketClientProtocolHandler(
                                        URI.create("wss://" + Site.HOST + Backend.Paths.ECHO),
                                        WebSocketVersion.V13,
                                        null,
                                        false,
                                        EmptyHttpHeaders.INSTANCE,
                                        MAX_HEAD_BYTES),
                                new PingPong(returned, opening)));
            }
            Clients.awaitOpen(opening);
            LockSupport.parkNanos(time.toNanos());
            if (connections.stream().anyMatch(it -> !it.channel().isActive())) {
                throw new LoadFailed("a WebSocket was closed");
            }
            if (returned.get() == 0) {
                throw new LoadFailed("no message has returned");
            }
            return returned.get();
        }
    }

    private static final class PingPong extends SimpleChannelInboundHandler<WebSocketFrame> {
        private final AtomicLong returned;
        private final CountDownLatch opening;

        PingPong(AtomicLong returned, CountDownLatch opening) {
            this.returned = returned;
            this.opening = opening;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event
                    == WebSocketClientProtocolHandler.ClientHandshakeStateEvent
                            .HANDSHAKE_COMPLETE) {
                opening.countDown();
                context.writeAndFlush(
                        new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[MESSAGE_BYTES])));
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (frame.content().readableBytes() != MESSAGE_BYTES) {
                context.close();
                return;
            }
            returned.incrementAndGet();
            context.writeAndFlush(frame.retain());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
