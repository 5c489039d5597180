package dev.waggle.proxy.http2;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.loop.LoopBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.concurrent.PromiseCombiner;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames, and says so: the connection flushes once for all of an iteration's frames, after
 * {@link #passOn}.
 *
 * <p>Heads and small pieces of bodies are held back until then and leave in one buffer, as many as
 * fit into a TLS record: the responses of thirty streams cost TLS and the kernel little more than
 * one. DATA is cut so that a frame fits into one record.
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
    private static final byte HEADERS = 1;
    private static final byte CONTINUATION = 9;
    private static final byte END_STREAM = 1;
    private static final byte END_HEADERS = 4;

    /** What a DATA frame carries at most: with its header it fills a TLS record. */
    public static final int MAX_DATA_BYTES = LoopBuffers.TLS_RECORD_BYTES - HEADER_BYTES;

    /** Up to here copying is cheaper than a second buffer on its way through TLS. */
    private static final int COPIED_BYTES = 2 * 1024;

    private final OutgoingFieldsEncoder heads;
    private final int batchBytes;
    private @Nullable Observer observer;
    private @Nullable FrameBatch batch;

    private FrameWriter(OutgoingFieldsEncoder heads, int batchBytes) {
        super(heads);
        this.heads = heads;
        this.batchBytes = batchBytes;
    }

    /**
     * Writes heads that are {@link OutgoingFields}, to a client: over TLS, which takes a whole
     * record at a time and gives the buffer back at once.
     */
    static FrameWriter toClient() {
        return new FrameWriter(new OutgoingFieldsEncoder(), LoopBuffers.TLS_RECORD_BYTES);
    }

    /** The same to a task: the buffers may be what waits for the socket, so they are small. */
    public static FrameWriter toTask() {
        return new FrameWriter(new OutgoingFieldsEncoder(), 4 * 1024);
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

    private ChannelFuture writeFrame(
            ChannelHandlerContext ctx,
            int streamId,
            ByteBuf data,
            boolean endStream,
            @Nullable ChannelPromise promise) {
        int bytes = data.readableBytes();
        byte flags = endStream ? END_STREAM : 0;
        ChannelPromise written = promise == null ? ctx.newPromise() : promise;
        if (bytes <= COPIED_BYTES) {
            FrameBatch current = batch(ctx, HEADER_BYTES + bytes);
            writeFrameHeader(current.bytes(), bytes, DATA, flags, streamId);
            current.bytes().writeBytes(data);
            current.add(written);
            data.release();
            return written;
        }
        passOn(ctx);
        // Of a fixed size: TLS would let it grow for what follows, which a new buffer does better.
        ByteBuf header = ctx.alloc().buffer(HEADER_BYTES, HEADER_BYTES);
        writeFrameHeader(header, bytes, DATA, flags, streamId);
        ctx.write(header);
        return ctx.write(data, written);
    }

    private static void writeFrameHeader(
            ByteBuf out, int bytes, byte type, byte flags, int streamId) {
        out.writeMedium(bytes);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(streamId);
    }

    /** Where the next frame goes, with at least so much room. */
    private FrameBatch batch(ChannelHandlerContext ctx, int room) {
        FrameBatch full = takeWithoutRoom(room);
        if (full != null) {
            full.writeTo(ctx);
        }
        FrameBatch current = batch;
        if (current == null) {
            current = new FrameBatch(ctx.alloc().buffer(Math.max(batchBytes, room)));
            batch = current;
        }
        return current;
    }

    /** The batch, no longer held back, when it has not so much room; null when it has. */
    private @Nullable FrameBatch takeWithoutRoom(int room) {
        FrameBatch held = batch;
        if (held == null || batchBytes - held.bytes().writerIndex() >= room) {
            return null;
        }
        batch = null;
        return held;
    }

    /** Hands on the frames that were held back: before the channel is flushed or closed. */
    public void passOn(ChannelHandlerContext ctx) {
        FrameBatch held = batch;
        if (held != null) {
            batch = null;
            held.writeTo(ctx);
        }
    }

    /** Drops them: the connection is gone. */
    public void drop() {
        FrameBatch held = batch;
        if (held != null) {
            batch = null;
            held.drop(new ClosedChannelException());
        }
    }

    /** How many bytes are held back. */
    int heldBytes() {
        return batch == null ? 0 : batch.bytes().readableBytes();
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
        ByteBuf block = heads.encode(headers);
        int bytes = block.readableBytes();
        if (bytes > maxFrameSize()) {
            return writeFragments(ctx, streamId, block, endStream, promise);
        }
        // What a full batch's writers do when it cannot be sent may use the scratch of the head, so
        // the head is copied first.
        FrameBatch full = takeWithoutRoom(HEADER_BYTES + bytes);
        byte flags = endStream ? END_HEADERS | END_STREAM : END_HEADERS;
        FrameBatch current = batch(ctx, HEADER_BYTES + bytes);
        writeFrameHeader(current.bytes(), bytes, HEADERS, flags, streamId);
        current.bytes().writeBytes(block);
        current.add(promise);
        if (full != null) {
            full.writeTo(ctx);
        }
        return promise;
    }

    /** A head that is too long for a frame, in one buffer (RFC 9113 section 4.3). */
    private ChannelFuture writeFragments(
            ChannelHandlerContext ctx,
            int streamId,
            ByteBuf block,
            boolean endStream,
            ChannelPromise promise) {
        int frames = Math.ceilDiv(block.readableBytes(), maxFrameSize());
        ByteBuf out = ctx.alloc().buffer(block.readableBytes() + frames * HEADER_BYTES);
        byte type = HEADERS;
        byte flags = endStream ? END_STREAM : 0;
        while (block.readableBytes() > maxFrameSize()) {
            writeFrameHeader(out, maxFrameSize(), type, flags, streamId);
            out.writeBytes(block, maxFrameSize());
            type = CONTINUATION;
            flags = 0;
        }
        int last = block.readableBytes();
        writeFrameHeader(out, last, type, (byte) (flags | END_HEADERS), streamId);
        out.writeBytes(block, last);
        passOn(ctx);
        return ctx.write(out, promise);
    }

    @Override
    public ChannelFuture writeRstStream(
            ChannelHandlerContext ctx, int streamId, long errorCode, ChannelPromise promise) {
        observer().frameWritten();
        ChannelPromise written = promise.unvoid();
        passOn(ctx);
        return observer().mayAnswer(written)
                ? super.writeRstStream(ctx, streamId, errorCode, written)
                : written;
    }

    @Override
    public ChannelFuture writeSettings(
            ChannelHandlerContext ctx, Http2Settings settings, ChannelPromise promise) {
        observer().frameWritten();
        passOn(ctx);
        return super.writeSettings(ctx, settings, promise);
    }

    @Override
    public ChannelFuture writeSettingsAck(ChannelHandlerContext ctx, ChannelPromise promise) {
        observer().frameWritten();
        ChannelPromise written = promise.unvoid();
        passOn(ctx);
        return observer().mayAnswer(written) ? super.writeSettingsAck(ctx, written) : written;
    }

    @Override
    public ChannelFuture writePing(
            ChannelHandlerContext ctx, boolean ack, long data, ChannelPromise promise) {
        observer().frameWritten();
        ChannelPromise written = promise.unvoid();
        passOn(ctx);
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
        passOn(ctx);
        return super.writeGoAway(ctx, lastStreamId, errorCode, debugData, promise);
    }

    @Override
    public ChannelFuture writeWindowUpdate(
            ChannelHandlerContext ctx, int streamId, int increment, ChannelPromise promise) {
        observer().frameWritten();
        passOn(ctx);
        return super.writeWindowUpdate(ctx, streamId, increment, promise);
    }

    private Observer observer() {
        return requireNonNull(observer);
    }
}
