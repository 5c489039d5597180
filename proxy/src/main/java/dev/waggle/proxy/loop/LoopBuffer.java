package dev.waggle.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;

/**
 * A buffer of {@link LoopBuffers}, which outlives those who hold it: as large as was asked for,
 * with room to grow up to its size without a copy.
 */
final class LoopBuffer extends UnpooledUnsafeDirectByteBuf {
    private final LoopBuffers owner;

    /** What the memory holds. */
    private int room;

    /** What its holder sees of it. */
    private int visible;

    LoopBuffer(LoopBuffers owner, int room) {
        super(owner, room, Integer.MAX_VALUE);
        this.owner = owner;
        this.room = room;
        this.visible = room;
    }

    /** Makes it new for its next holder. */
    void begin(int capacity, int maxCapacity) {
        resetRefCnt();
        maxCapacity(maxCapacity);
        visible = capacity;
        setIndex(0, 0);
        markReaderIndex();
        markWriterIndex();
    }

    @Override
    public int capacity() {
        return visible;
    }

    @Override
    public ByteBuf capacity(int newCapacity) {
        checkNewCapacity(newCapacity);
        if (newCapacity > room) {
            super.capacity(newCapacity);
            room = newCapacity;
        } else if (newCapacity < visible) {
            trimIndicesToCapacity(newCapacity);
        }
        visible = newCapacity;
        return this;
    }

    @Override
    public int maxFastWritableBytes() {
        return Math.min(room, maxCapacity()) - writerIndex();
    }

    @Override
    protected void deallocate() {
        if (!owner.keep(this, room)) {
            free();
        }
    }

    /** Gives the memory back. */
    void free() {
        super.deallocate();
    }
}
