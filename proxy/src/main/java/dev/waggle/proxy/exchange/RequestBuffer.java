package dev.waggle.proxy.exchange;

import dev.waggle.proxy.message.Trailers;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The part of a request body that came before there was an upstream to send it to. Owns its
 * buffers. The exchange bounds it by asking the client to wait.
 */
final class RequestBuffer {
    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>(4);
    private long bytes;
    private boolean ended;
    private @Nullable Trailers trailers;

    void add(ByteBuf data) {
        bytes += data.readableBytes();
        pieces.add(data);
    }

    void end(@Nullable Trailers newTrailers) {
        ended = true;
        trailers = newTrailers;
    }

    long bytes() {
        return bytes;
    }

    boolean isEnded() {
        return ended;
    }

    boolean hasTrailers() {
        return trailers != null && trailers.fieldCount() > 0;
    }

    /**
     * Gives all to the upstream, which owns it from then on.
     *
     * @param replay keeps a copy; null for nobody
     */
    void drainTo(UpstreamEnd upstream, @Nullable ReplayBuffer replay) {
        for (ByteBuf piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            if (replay != null) {
                replay.keep(piece);
            }
            upstream.sendBody(piece);
        }
        bytes = 0;
        if (ended) {
            upstream.sendEnd(trailers);
        }
    }

    void release() {
        for (ByteBuf piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            piece.release();
        }
        bytes = 0;
    }
}
