package dev.waggle.proxy.http2;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.concurrent.PromiseCombiner;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames, and says so: the connection flushes once for all of an iteration's frames.
 *
 * <p>DATA is cut so that a frame fits into one TLS record, and a small one goes out in the same
 * buffer as its header.
 */
public final class FrameWriter extends DefaultHttp2FrameWriter {
    /** Hears of every frame. */
    public interface Observer {
        /** A frame was written and is not flushed. */
        void frameWritten();

        /** So much of a stream's body left its queue for the channel. */
        void dataWritten(int streamId, int bytes);

        /**
         * An answer to a control frame is about to be written; false when too many are unread, and
         * then it is not.
         */
        boolean mayAnswer(ChannelPromise written);
    }

    private static final int HEADER_BYTES = 9;
    private static final byte DATA = 0;
    private static final byte END_STREAM = 1;

    /** A TLS record holds 16,384 bytes; a full frame with its header would straddle two. */
    private static final int MAX_DATA_BYTES = 16 * 1024 - HEADER_BYTES;

    /** Up to here copying is cheaper than a second buffer on its way through TLS. */
    private static final int COPIED_BYTES = 2 * 1024;

    private @Nullable Observer observer;

    /** Writes heads that are {@link OutgoingFields}. */
    public FrameWriter() {
        super(new OutgoingFieldsEncoder());
    }

    /** Before the first frame. */
    public void observer(Observer newObserver) {
        observer = newObserver;
    }

    @Override
    public ChannelFuture writeData(
            ChannelHandlerContext ctx,
            int streamId,
            ByteBuf data,
            int padding,
            boolean endStream,
            ChannelPromise promise) {
        int bytes = data.readableBytes();
        observer().dataWritten(streamId, bytes);
        observer().frameWritten();
        int maxBytes = Math.min(maxFrameSize(), MAX_DATA_BYTES);
        if (bytes <= maxBytes) {
            return writeFrame(ctx, streamId, data, endStream, promise);
        }
        PromiseCombiner all = new PromiseCombiner(ctx.executor());
        while (data.readableBytes() > maxBytes) {
            all.add(writeFrame(ctx, streamId, data.readRetainedSlice(maxBytes), false, null));
        }
        all.add(writeFrame(ctx, streamId, data, endStream, null));
        all.finish(promise);
        return promise;
    }

    private static ChannelFuture writeFrame(
            ChannelHandlerContext ctx,
            int streamId,
            ByteBuf data,
            boolean endStream,
            @Nullable ChannelPromise promise) {
        int bytes = data.readableBytes();
        boolean copied = bytes <= COPIED_BYTES;
        ByteBuf out = ctx.alloc().buffer(copied ? HEADER_BYTES + bytes : HEADER_BYTES);
        out.writeMedium(bytes);
        out.writeByte(DATA);
        out.writeByte(endStream ? END_STREAM : 0);
        out.writeInt(streamId);
        ChannelPromise written = promise == null ? ctx.newPromise() : promise;
        if (copied) {
            out.writeBytes(data);
            data.release();
            return ctx.write(out, written);
        }
        ctx.write(out);
        return ctx.write(data, written);
    }

    @Override
    public ChannelFuture writeHeaders(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int padding,
            boolean endStream,
            ChannelPromise promise) {
        observer().frameWritten();
        return super.writeHeaders(ctx, streamId, headers, padding, endStream, promise);
    }

    @Override
    public ChannelFuture writeRstStream(
            ChannelHandlerContext ctx, int streamId, long errorCode, ChannelPromise promise) {
        observer().frameWritten();
        ChannelPromise written = promise.unvoid();
        return observer().mayAnswer(written)
                ? super.writeRstStream(ctx, streamId, errorCode, written)
                : written;
    }

    @Override
    public ChannelFuture writeSettings(
            ChannelHandlerContext ctx, Http2Settings settings, ChannelPromise promise) {
        observer().frameWritten();
        return super.writeSettings(ctx, settings, promise);
    }

    @Override
    public ChannelFuture writeSettingsAck(ChannelHandlerContext ctx, ChannelPromise promise) {
        observer().frameWritten();
        ChannelPromise written = promise.unvoid();
        return observer().mayAnswer(written) ? super.writeSettingsAck(ctx, written) : written;
    }

    @Override
    public ChannelFuture writePing(
            ChannelHandlerContext ctx, boolean ack, long data, ChannelPromise promise) {
        observer().frameWritten();
        ChannelPromise written = promise.unvoid();
        return observer().mayAnswer(written) ? super.writePing(ctx, ack, data, written) : written;
    }

    @Override
    public ChannelFuture writeGoAway(
            ChannelHandlerContext ctx,
            int lastStreamId,
            long errorCode,
            ByteBuf debugData,
            ChannelPromise promise) {
        observer().frameWritten();
        return super.writeGoAway(ctx, lastStreamId, errorCode, debugData, promise);
    }

    @Override
    public ChannelFuture writeWindowUpdate(
            ChannelHandlerContext ctx, int streamId, int increment, ChannelPromise promise) {
        observer().frameWritten();
        return super.writeWindowUpdate(ctx, streamId, increment, promise);
    }

    private Observer observer() {
        return requireNonNull(observer);
    }
}
