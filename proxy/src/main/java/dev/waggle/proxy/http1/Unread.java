package dev.waggle.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Bytes that were received and cannot be decoded before more come. */
public final class Unread {
    private static final int SPARE_BYTES = 512;

    private Unread() {}

    /**
     * Puts what came behind what waits: flat, because a peer that sends single bytes would nest
     * composite buffers thousands deep.
     *
     * @param first released, or the result
     * @param second released
     * @return owned by the caller
     */
    public static ByteBuf join(ByteBufAllocator allocator, ByteBuf first, ByteBuf second) {
        if (second.readableBytes() <= first.maxFastWritableBytes() && first.refCnt() == 1) {
            first.writeBytes(second);
            second.release();
            return first;
        }
        int together = first.readableBytes() + second.readableBytes();
        ByteBuf both = allocator.buffer(together + SPARE_BYTES);
        both.writeBytes(first).writeBytes(second);
        first.release();
        second.release();
        return both;
    }
}
