package dev.waggle.proxy.compress;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** Zstandard (RFC 8878) by its own library. */
final class ZstdEncoder extends Encoder {
    private static final int LEVEL = 3;

    /** 128 KiB: bounds what encoder and decoder hold, at a few percent of the ratio. */
    private static final int WINDOW_LOG = 17;

    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private final ByteBuffer nothing = NOTHING.duplicate();

    @Override
    ContentCoding coding() {
        return ContentCoding.ZSTD;
    }

    @Override
    void begin(long length) {
        context.reset();
        context.setLevel(LEVEL);
        context.setWindowLog(WINDOW_LOG);
        context.setContentSize(false);
        if (length >= 0) {
            // Small bodies get small tables, which are cleared in less time.
            context.setPledgedSrcSize(length);
        }
    }

    @Override
    void write(ByteBuffer in, ByteBuf out) {
        while (in.hasRemaining()) {
            step(in, out, EndDirective.CONTINUE);
        }
    }

    @Override
    void flush(ByteBuf out) {
        complete(out, EndDirective.FLUSH);
    }

    @Override
    void finish(ByteBuf out) {
        complete(out, EndDirective.END);
    }

    private void complete(ByteBuf out, EndDirective directive) {
        boolean done = false;
        while (!done) {
            done = step(nothing, out, directive);
        }
    }

    private boolean step(ByteBuffer in, ByteBuf out, EndDirective directive) {
        ByteBuffer room = room(out);
        int before = room.position();
        boolean done = context.compressDirectByteBufferStream(room, in, directive);
        filled(out, room.position() - before);
        return done;
    }

    @Override
    boolean isReusable() {
        return true;
    }

    @Override
    void close() {
        context.close();
    }
}
