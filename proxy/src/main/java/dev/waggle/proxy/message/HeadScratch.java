package dev.waggle.proxy.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Where a head is put together before it goes to the connection's memory in one copy: its twenty
 * small pieces cost half as much in an array. Belongs to one event loop.
 */
public final class HeadScratch {
    private static final int INITIAL_BYTES = 2 * 1024;

    /** What is kept of the room that a large head took. */
    private static final int KEPT_BYTES = 16 * 1024;

    private ByteBuf bytes = Unpooled.buffer(INITIAL_BYTES);

    /** An empty buffer with an array below, with at least so much room, and more when needed. */
    public ByteBuf begin(int room) {
        if (bytes.capacity() > KEPT_BYTES && room <= KEPT_BYTES) {
            bytes = Unpooled.buffer(INITIAL_BYTES);
        }
        return bytes.clear().ensureWritable(room);
    }

    /** Appends what was written. */
    public void copyTo(ByteBuf target) {
        target.writeBytes(bytes.array(), bytes.arrayOffset(), bytes.readableBytes());
    }
}
