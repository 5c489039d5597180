package dev.waggle.proxy.compress;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The encoders of one event loop. Bounds the native memory of those that are at work, and keeps a
 * few of those that can be used again.
 */
final class EncoderPool {
    /** Unused ones of a coding that are kept. They come on top of the bound: 8 MiB at most. */
    private static final int MAX_IDLE = 4;

    private final long maxBytes;
    private final ArrayDeque<Encoder> idleZstd = new ArrayDeque<>(MAX_IDLE);
    private final ArrayDeque<Encoder> idleGzip = new ArrayDeque<>(MAX_IDLE);
    private long bytes;

    /**
     * @param maxBytes of the encoders at work
     */
    EncoderPool(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** An encoder that has begun nothing, or null when the memory for one is used up. */
    @Nullable Encoder lend(ContentCoding coding) {
        if (bytes + coding.memoryBytes() > maxBytes) {
            return null;
        }
        Encoder encoder =
                switch (coding) {
                    case ZSTD -> idleZstd.isEmpty() ? new ZstdEncoder() : idleZstd.pop();
                    case GZIP -> idleGzip.isEmpty() ? new GzipEncoder() : idleGzip.pop();
                    case BROTLI -> new BrotliEncoder();
                };
        bytes += coding.memoryBytes();
        return encoder;
    }

    /** Takes one back, wherever its stream has come to. */
    void giveBack(Encoder encoder) {
        bytes -= encoder.coding().memoryBytes();
        ArrayDeque<Encoder> idle = encoder.coding() == ContentCoding.ZSTD ? idleZstd : idleGzip;
        if (encoder.isReusable() && idle.size() < MAX_IDLE) {
            idle.push(encoder);
        } else {
            encoder.close();
        }
    }

    /** Gives back the memory of an encoder that failed. */
    void discard(Encoder encoder) {
        bytes -= encoder.coding().memoryBytes();
        encoder.close();
    }

    /** What the encoders at work take, by what each may take at most. */
    long bytes() {
        return bytes;
    }

    /** Closes those that nobody uses; the others close when they come back. */
    void close() {
        idleZstd.forEach(Encoder::close);
        idleZstd.clear();
        idleGzip.forEach(Encoder::close);
        idleGzip.clear();
    }
}
