package dev.waggle.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * A copy of what was sent of a request body, as long as it is small: so that it can be sent again.
 * Owns its buffer until {@link #release}.
 *
 * <p>A copy, because a slice of what came would keep the whole buffer that it came in.
 */
final class ReplayBuffer {
    /** How much is kept; of a longer body nothing is. */
    static final int MAX_BYTES = 64 * 1024;

    private final ByteBuf sent;
    private boolean whole = true;

    ReplayBuffer(ByteBufAllocator allocator) {
        this.sent = allocator.buffer(256, MAX_BYTES);
    }

    /** This is about to be sent; it stays the caller's. */
    void keep(ByteBuf piece) {
        if (!whole) {
            return;
        }
        if (piece.readableBytes() > MAX_BYTES - sent.readableBytes()) {
            release();
        } else {
            sent.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
        }
    }

    /** Whether everything that was sent is here. */
    boolean isWhole() {
        return whole;
    }

    /** Sends it again. */
    void replayTo(UpstreamEnd end) {
        if (sent.isReadable()) {
            end.sendBody(sent.copy());
        }
    }

    /** Once is enough; more does no harm. */
    void release() {
        if (whole) {
            whole = false;
            sent.release();
        }
    }
}
