package dev.waggle.proxy.compress;

import dev.waggle.proxy.loop.FlushQueue;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides for each response of one event loop whether it is compressed, and how. */
public final class Compression {
    private static final int SLICE_BYTES = 32 * 1024;

    private final Compressibility compressibility;
    private final EncoderPool pool;
    private final FlushQueue flushes;
    private final ByteBufAllocator allocator;
    private final int codings;
    private final AcceptEncoding accepted = new AcceptEncoding();
    private @Nullable ByteBuffer scratch;

    /** Loads the native libraries, when it is the first one. */
    public Compression(
            CompressionSettings settings, FlushQueue flushes, ByteBufAllocator allocator) {
        this(settings, flushes, allocator, NativeCodings.available());
    }

    /**
     * @param codings those that can be used, a set of {@link ContentCoding#bit() bits}
     */
    Compression(
            CompressionSettings settings,
            FlushQueue flushes,
            ByteBufAllocator allocator,
            int codings) {
        this.compressibility = new Compressibility(settings);
        this.pool = new EncoderPool(settings.memoryBytes());
        this.flushes = flushes;
        this.allocator = allocator;
        this.codings = codings;
    }

    /** One that leaves every response as it is. */
    public static Compression off(EventLoop loop) {
        return new Compression(
                new CompressionSettings(List.of(), 0, 0),
                new FlushQueue(loop),
                ByteBufAllocator.DEFAULT,
                0);
    }

    /**
     * Decides about a response, and rewrites its head accordingly.
     *
     * <p>The head that answers HEAD becomes that of a GET (RFC 9110 section 9.3.2), where its
     * length says what would become of a body.
     *
     * @param last whether no body follows
     * @return what the body has to go through, or null when it passes as it is
     */
    public @Nullable CompressedBody begin(
            RequestHead request, ResponseHead response, boolean last, CompressedBody.Sink sink) {
        if (response.status() == 304) {
            CompressedHead.notModified(request, response);
            return null;
        }
        boolean toHead = request.method() == Method.HEAD;
        if ((last && !toHead) || !compressibility.holds(request, response)) {
            return null;
        }
        accepted.read(request);
        if (toHead) {
            answerHead(response);
            return null;
        }
        Encoder encoder = lendEncoder();
        if (encoder == null) {
            CompressedHead.vary(response);
            return null;
        }
        CompressedBody body =
                new CompressedBody(encoder, pool, flushes, allocator, scratch(), sink);
        encoder.begin(response.contentLength());
        CompressedHead.encoded(response, encoder.coding());
        return body;
    }

    private void answerHead(ResponseHead response) {
        boolean known = response.contentLength() != ResponseHead.UNKNOWN_LENGTH;
        ContentCoding coding = known ? accepted.best(codings) : null;
        if (coding == null) {
            CompressedHead.vary(response);
        } else {
            CompressedHead.encoded(response, coding);
        }
    }

    /** The next best one where the memory for the best is used up. */
    private @Nullable Encoder lendEncoder() {
        int candidates = codings;
        ContentCoding best = accepted.best(candidates);
        while (best != null) {
            Encoder encoder = pool.lend(best);
            if (encoder != null) {
                return encoder;
            }
            candidates &= ~best.bit();
            best = accepted.best(candidates);
        }
        return null;
    }

    private ByteBuffer scratch() {
        if (scratch == null) {
            scratch = ByteBuffer.allocateDirect(SLICE_BYTES);
        }
        return scratch;
    }

    /** What the encoders at work may take of native memory now, in bytes. */
    public long bytes() {
        return pool.bytes();
    }

    /** Gives back the memory of encoders that are kept unused; called on the event loop. */
    public void close() {
        pool.close();
    }
}
