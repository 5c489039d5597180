package dev.waggle.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayList;
import java.util.List;

/** Frames that leave in one buffer, and so in one TLS record; whoever wrote them hears when. */
final class FrameBatch implements ChannelFutureListener {
    private final ByteBuf bytes;
    private final List<ChannelPromise> writers = new ArrayList<>();

    /**
     * @param bytes empty, as large as the batch may become; owned from here on
     */
    FrameBatch(ByteBuf bytes) {
        this.bytes = bytes;
    }

    /** Where the next frame is written to; its promise follows with {@link #add}. */
    ByteBuf bytes() {
        return bytes;
    }

    void add(ChannelPromise written) {
        writers.add(written);
    }

    void writeTo(ChannelHandlerContext ctx) {
        ctx.write(bytes, ctx.newPromise().addListener(this));
    }

    /** The frames will not be sent. */
    void drop(Throwable cause) {
        bytes.release();
        writers.forEach(written -> written.tryFailure(cause));
    }

    @Override
    public void operationComplete(ChannelFuture sent) {
        Throwable cause = sent.cause();
        for (ChannelPromise written : writers) {
            if (cause == null) {
                written.trySuccess();
            } else {
                written.tryFailure(cause);
            }
        }
    }
}
