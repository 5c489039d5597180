package dev.waggle.proxy.compress;

import static java.util.Objects.requireNonNull;

import com.aayushatharva.brotli4j.encoder.Encoder.Mode;
import com.aayushatharva.brotli4j.encoder.EncoderJNI;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Brotli (RFC 7932) by its own library, whose encoders make one stream each. */
final class BrotliEncoder extends Encoder {
    private static final int QUALITY = 4;

    /** 256 KiB: bounds what encoder and decoder hold. */
    private static final int WINDOW_LOG = 18;

    private static final int INPUT_BYTES = 16 * 1024;

    private EncoderJNI.@Nullable Wrapper encoder;

    @Override
    ContentCoding coding() {
        return ContentCoding.BROTLI;
    }

    @Override
    void begin(long length) {
        try {
            encoder = new EncoderJNI.Wrapper(INPUT_BYTES, QUALITY, WINDOW_LOG, Mode.GENERIC);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void write(ByteBuffer in, ByteBuf out) {
        while (in.hasRemaining()) {
            int count = Math.min(in.remaining(), INPUT_BYTES);
            ByteBuffer input = encoder().getInputBuffer();
            input.clear();
            input.put(0, in, in.position(), count);
            in.position(in.position() + count);
            run(EncoderJNI.Operation.PROCESS, count, out);
        }
    }

    @Override
    void flush(ByteBuf out) {
        run(EncoderJNI.Operation.FLUSH, 0, out);
    }

    @Override
    void finish(ByteBuf out) {
        run(EncoderJNI.Operation.FINISH, 0, out);
    }

    private void run(EncoderJNI.Operation operation, int count, ByteBuf out) {
        EncoderJNI.Wrapper current = encoder();
        current.push(operation, count);
        while (current.isSuccess()) {
            if (current.hasMoreOutput()) {
                out.writeBytes(current.pull());
            } else if (current.hasRemainingInput()) {
                current.push(operation, 0);
            } else {
                return;
            }
        }
        throw new IllegalStateException("brotli failed");
    }

    private EncoderJNI.Wrapper encoder() {
        return requireNonNull(encoder);
    }

    @Override
    boolean isReusable() {
        return false;
    }

    @Override
    void close() {
        EncoderJNI.Wrapper last = encoder;
        encoder = null;
        if (last != null) {
            last.destroy();
        }
    }
}
