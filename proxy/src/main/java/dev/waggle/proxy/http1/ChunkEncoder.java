package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/** Writes the frame around chunks: always the shortest form, never an extension. */
public final class ChunkEncoder {
    /** The longest {@link #writeSize}: sixteen digits and CRLF. */
    public static final int MAX_SIZE_LINE_BYTES = 18;

    private static final int END_BYTES = 2;

    /** Up to here copying is cheaper than two more buffers on their way through TLS. */
    private static final int COPIED_BYTES = 8 * 1024;

    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };
    private static final int CRLF = '\r' << 8 | '\n';

    private ChunkEncoder() {}

    /**
     * Writes the line before a chunk's data.
     *
     * @param size over 0: a chunk of 0 would end the body
     */
    public static void writeSize(ByteBuf out, long size) {
        if (size <= 0) {
            throw new IllegalArgumentException("a chunk has at least one byte");
        }
        int shift = (63 - Long.numberOfLeadingZeros(size)) / 4 * 4;
        for (; shift >= 0; shift -= 4) {
            out.writeByte(HEX[(int) (size >>> shift) & 0xF]);
        }
        writeDataEnd(out);
    }

    /** Writes the CRLF after a chunk's data. */
    public static void writeDataEnd(ByteBuf out) {
        ByteBufUtil.writeShortBE(out, CRLF);
    }

    /**
     * Hands on a piece of a body as a chunk: the line before it, the piece, the CRLF behind it, in
     * one buffer where the piece is small. Of an empty piece nothing, for a chunk of 0 would end
     * the body.
     *
     * @param data taken over
     * @param out takes over what it is given
     */
    public static void writeChunk(ByteBufAllocator allocator, ByteBuf data, ChunkSink out) {
        if (!data.isReadable()) {
            data.release();
            return;
        }
        int bytes = data.readableBytes();
        if (bytes <= COPIED_BYTES) {
            ByteBuf chunk = allocator.ioBuffer(MAX_SIZE_LINE_BYTES + bytes + END_BYTES);
            writeSize(chunk, bytes);
            chunk.writeBytes(data);
            writeDataEnd(chunk);
            data.release();
            out.data(chunk);
            return;
        }
        ByteBuf size = allocator.ioBuffer(MAX_SIZE_LINE_BYTES, MAX_SIZE_LINE_BYTES);
        writeSize(size, bytes);
        out.data(size);
        out.data(data);
        ByteBuf end = allocator.ioBuffer(END_BYTES, END_BYTES);
        writeDataEnd(end);
        out.data(end);
    }

    /** Writes the last chunk, the trailers that may be forwarded, and the end of the body. */
    public static void writeLast(ByteBuf out, @Nullable Trailers trailers) {
        out.writeByte('0');
        writeDataEnd(out);
        if (trailers != null) {
            FieldWriter.writeFields(out, trailers);
        }
        writeDataEnd(out);
    }
}
