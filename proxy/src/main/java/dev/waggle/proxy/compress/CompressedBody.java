package dev.waggle.proxy.compress;

import dev.waggle.proxy.loop.FlushQueue;
import dev.waggle.proxy.loop.Flushable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one response on its way through an encoder.
 *
 * <p>What came in one iteration of the event loop leaves at its end, so that a client can decode an
 * event before the next one is made. Not more than {@link #TURN_BYTES} and the rest of one piece
 * are encoded in an iteration: other connections have their turn then.
 *
 * <p>Holds native memory until {@link #finish} or {@link #close}, one of which has to come.
 */
public final class CompressedBody implements Flushable {
    /** Where the compressed pieces go. All calls come on the event loop. */
    public interface Sink {
        /** A compressed piece; takes over the buffer. */
        void compressed(ByteBuf piece);

        /** More can be taken, after {@link CompressedBody#mayTakeMore()} said no. */
        void mayGoOn();

        /** The encoder failed: the response cannot be completed. It is closed already. */
        void encoderFailed();
    }

    /** How much is encoded in one iteration of the event loop; about a millisecond with gzip. */
    static final int TURN_BYTES = 64 * 1024;

    /** A piece that is as long as this goes on at once. */
    private static final int PIECE_BYTES = 64 * 1024;

    private final EncoderPool pool;
    private final FlushQueue flushes;
    private final ByteBufAllocator allocator;
    private final ByteBuffer scratch;
    private final Sink sink;
    private @Nullable Encoder encoder;
    private @Nullable ByteBuf out;
    private int turnBytes;
    private boolean flushPending;
    private boolean holdingBack;

    /**
     * @param scratch a direct buffer to copy bytes to that are on the heap or in several parts
     */
    CompressedBody(
            Encoder encoder,
            EncoderPool pool,
            FlushQueue flushes,
            ByteBufAllocator allocator,
            ByteBuffer scratch,
            Sink sink) {
        this.encoder = encoder;
        this.pool = pool;
        this.flushes = flushes;
        this.allocator = allocator;
        this.scratch = scratch;
        this.sink = sink;
    }

    /** Takes a piece over. */
    public void write(ByteBuf data) {
        try {
            turnBytes += data.readableBytes();
            encode(data);
        } catch (RuntimeException e) {
            fail();
        } finally {
            data.release();
        }
        if (out != null && out.readableBytes() >= PIECE_BYTES) {
            send();
        }
        if (encoder != null && !flushPending) {
            flushPending = true;
            flushes.add(this);
        }
    }

    /** Whether more may come in this iteration; {@link Sink#mayGoOn} follows a no. */
    public boolean mayTakeMore() {
        holdingBack |= turnBytes >= TURN_BYTES;
        return !holdingBack;
    }

    @Override
    public void flushNow() {
        flushPending = false;
        Encoder current = encoder;
        if (current == null) {
            return;
        }
        try {
            current.flush(output());
        } catch (RuntimeException e) {
            fail();
            return;
        }
        send();
        turnBytes = 0;
        if (holdingBack && encoder != null) {
            holdingBack = false;
            sink.mayGoOn();
        }
    }

    /** Sends the rest and ends the stream. */
    public void finish() {
        Encoder current = encoder;
        if (current == null) {
            return;
        }
        try {
            current.finish(output());
        } catch (RuntimeException e) {
            fail();
            return;
        }
        send();
        close();
    }

    /** Gives everything back, whether the stream is whole or not. Has no effect the second time. */
    public void close() {
        Encoder last = encoder;
        encoder = null;
        releaseOutput();
        if (last != null) {
            pool.giveBack(last);
        }
    }

    private void encode(ByteBuf data) {
        while (encoder != null && data.isReadable()) {
            int count = Math.min(data.readableBytes(), scratch.capacity());
            encoder.write(direct(data, count), output());
            data.skipBytes(count);
        }
    }

    /** Some of the bytes as a direct buffer, in which alone native code can read them. */
    private ByteBuffer direct(ByteBuf data, int count) {
        if (data.isDirect() && data.nioBufferCount() == 1) {
            return data.nioBuffer(data.readerIndex(), count);
        }
        scratch.clear().limit(count);
        data.getBytes(data.readerIndex(), scratch);
        return scratch.flip();
    }

    private ByteBuf output() {
        if (out == null) {
            out = allocator.directBuffer(2 * Encoder.ROOM_BYTES);
        }
        return out;
    }

    private void send() {
        ByteBuf piece = out;
        out = null;
        if (piece == null) {
            return;
        }
        if (piece.isReadable()) {
            sink.compressed(piece);
        } else {
            piece.release();
        }
    }

    private void releaseOutput() {
        if (out != null) {
            out.release();
            out = null;
        }
    }

    private void fail() {
        Encoder failed = encoder;
        encoder = null;
        releaseOutput();
        if (failed != null) {
            pool.discard(failed);
            sink.encoderFailed();
        }
    }
}
