package dev.waggle.proxy.compress;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * Makes one compressed stream after the other, and holds native memory until it is closed. Belongs
 * to one event loop.
 *
 * <p>What it throws is a bug or a lack of memory; the stream is of no use then.
 */
abstract sealed class Encoder permits ZstdEncoder, BrotliEncoder, GzipEncoder {
    /** Room that is made for output before an encoder is asked for some. */
    static final int ROOM_BYTES = 8 * 1024;

    abstract ContentCoding coding();

    /**
     * Starts a stream.
     *
     * @param length how many bytes will come, or a negative number when that is not known
     */
    abstract void begin(long length);

    /**
     * Takes all that is in a piece; what comes out yet goes behind what is in the output.
     *
     * @param in a direct buffer
     * @param out a direct buffer in one part, which grows as needed
     */
    abstract void write(ByteBuffer in, ByteBuf out);

    /** Puts out everything that was taken, so that it can be decoded without what comes later. */
    abstract void flush(ByteBuf out);

    /** Ends the stream. */
    abstract void finish(ByteBuf out);

    /** Whether {@link #begin} may be called again, after whatever became of the stream. */
    abstract boolean isReusable();

    /** Gives the native memory back. */
    abstract void close();

    /** The free room of an output buffer, at least {@link #ROOM_BYTES}. */
    static ByteBuffer room(ByteBuf out) {
        out.ensureWritable(ROOM_BYTES);
        return out.internalNioBuffer(out.writerIndex(), out.writableBytes());
    }

    /** Counts what was put into the {@link #room}. */
    static void filled(ByteBuf out, int bytes) {
        out.writerIndex(out.writerIndex() + bytes);
    }
}
