package dev.waggle.proxy.warmup;

import dev.waggle.proxy.listener.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * A task on loopback that has one answer for every request. It hears only what Waggle itself says:
 * heads that end as they should, and bodies without an empty line.
 */
public final class PracticeTask {
    /** The last byte of each answer, and of nothing else in it. */
    static final byte END = 0;

    private static final int BODY_BYTES = 1024;
    private static final byte[] ANSWER = answer();

    private PracticeTask() {}

    /**
     * Listens on a free port, until the event loop ends. Blocks until it does, so not on the event
     * loop.
     *
     * @return where it listens
     * @throws RuntimeException when no port can be had
     */
    public static InetSocketAddress listen(
            Transport transport, EventLoop loop, ByteBufAllocator buffers, InetAddress loopback) {
        return (InetSocketAddress)
                new ServerBootstrap()
                        .group(loop, loop)
                        .channel(transport.serverChannel())
                        .childOption(ChannelOption.ALLOCATOR, buffers)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(new Answers());
                                    }
                                })
                        .bind(new InetSocketAddress(loopback, 0))
                        .syncUninterruptibly()
                        .channel()
                        .localAddress();
    }

    private static byte[] answer() {
        String head =
                "HTTP/1.1 200 OK\r\nServer: practice\r\nContent-Type: application/octet-stream\r\n"
                        + "Cache-Control: no-cache\r\nContent-Length: %d\r\n\r\n"
                                .formatted(BODY_BYTES);
        return (head + "w".repeat(BODY_BYTES - 1) + (char) END)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static final class Answers extends ChannelInboundHandlerAdapter {
        private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

        /** How much of the end of a head was read. */
        private int matched;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            try {
                while (bytes.isReadable()) {
                    if (endsHead(bytes.readByte())) {
                        context.write(Unpooled.wrappedBuffer(ANSWER), context.voidPromise());
                    }
                }
            } finally {
                bytes.release();
            }
        }

        private boolean endsHead(byte next) {
            if (next == HEAD_END[matched]) {
                matched++;
            } else {
                matched = next == HEAD_END[0] ? 1 : 0;
            }
            if (matched < HEAD_END.length) {
                return false;
            }
            matched = 0;
            return true;
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        /** The other side went away, which is how it ends. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
