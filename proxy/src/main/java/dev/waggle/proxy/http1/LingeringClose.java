package dev.waggle.proxy.http1;

import dev.waggle.proxy.loop.Deadline;
import dev.waggle.proxy.loop.Deadlines;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose peer may still be sending: shuts our side, and leaves the channel open
 * for a while so that what the peer sends is read and dropped instead of answered with a reset that
 * destroys the response (RFC 9112 section 9.6).
 */
final class LingeringClose extends Deadline {
    /** As long as nginx lingers. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Channel channel;

    private LingeringClose(Channel channel, Deadlines deadlines) {
        super(deadlines);
        this.channel = channel;
    }

    /**
     * The channel's handler drops what is read from here on, and closes at the end of the input.
     */
    static void begin(ChannelHandlerContext context, Deadlines deadlines) {
        shutOutput(context, () -> linger(context.channel(), deadlines));
    }

    /** The time runs from when the response has left: a long one may need longer. */
    private static void linger(Channel channel, Deadlines deadlines) {
        if (channel.isActive()) {
            LingeringClose deadline = new LingeringClose(channel, deadlines);
            deadline.setIn(LINGER_NANOS);
            channel.closeFuture().addListener(closed -> deadline.close());
        }
    }

    /** Flushes, says the end on every layer (close_notify, FIN), and leaves the input open. */
    static void shutOutput(ChannelHandlerContext context) {
        shutOutput(context, () -> {});
    }

    private static void shutOutput(ChannelHandlerContext context, Runnable then) {
        DuplexChannel channel = (DuplexChannel) context.channel();
        context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(flushed -> {
                    then.run();
                    SslHandler tls = channel.pipeline().get(SslHandler.class);
                    if (tls == null) {
                        channel.shutdownOutput();
                    } else {
                        tls.closeOutbound().addListener(notified -> channel.shutdownOutput());
                    }
                });
    }

    /** How many bytes were written and have not left yet. */
    static long pendingBytes(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    protected void expired() {
        channel.close();
    }
}
