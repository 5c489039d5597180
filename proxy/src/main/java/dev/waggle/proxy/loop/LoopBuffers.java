package dev.waggle.proxy.loop;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Stream;

/**
 * The memory that the connections of one event loop read into and write from.
 *
 * <p>Every request takes half a dozen buffers for a few microseconds each. Because an exchange
 * never leaves its event loop, the last one that was given back is the one that is taken next:
 * still in the processor's cache, and without a lock, an atomic operation or a search.
 *
 * <p>Direct buffers up to {@link #LARGEST} bytes are kept, up to {@link #KEPT_BYTES} in total,
 * where those sizes make room of which the most is kept; all others, and those that another thread
 * asks for, are the fallback's. Buffers may be released on any thread; one that comes back
 * elsewhere is freed.
 */
public final class LoopBuffers extends AbstractByteBufAllocator {
    /** The largest buffer that is kept: as much as is read from a task at once. */
    public static final int LARGEST = 1024 * 1024;

    /** What is kept of free buffers. */
    static final int KEPT_BYTES = 4 * 1024 * 1024;

    /**
     * What a TLS record carries so that it fits into a buffer of 16 KiB when it is sealed: up to 80
     * bytes less. A full record (16,384 bytes, RFC 8446 section 5.1) takes one of 32 KiB.
     */
    public static final int TLS_RECORD_BYTES = 16 * 1024 - 80;

    private static final int SMALLEST_BITS = 8;
    private static final int SMALLEST = 1 << SMALLEST_BITS;
    private static final int SIZES = sizeOf(LARGEST) + 1;

    private final EventLoop loop;
    private final ByteBufAllocator fallback;

    /** By size; the last that came is the first that goes. */
    private final List<ArrayDeque<LoopBuffer>> free =
            Stream.generate(() -> new ArrayDeque<LoopBuffer>()).limit(SIZES).toList();

    private int keptBytes;
    private boolean closed;

    /**
     * @param loop whose thread alone takes and gives back what is kept
     * @param fallback for everything else
     */
    public LoopBuffers(EventLoop loop, ByteBufAllocator fallback) {
        super(true);
        this.loop = loop;
        this.fallback = fallback;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return fallback.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        if (initialCapacity > LARGEST || !loop.inEventLoop()) {
            return fallback.directBuffer(initialCapacity, maxCapacity);
        }
        int size = sizeOf(initialCapacity);
        LoopBuffer buffer = free.get(size).poll();
        if (buffer == null) {
            buffer = new LoopBuffer(this, SMALLEST << size);
        } else {
            keptBytes -= SMALLEST << size;
        }
        buffer.begin(initialCapacity, maxCapacity);
        return toLeakAwareBuffer(buffer);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return true;
    }

    /**
     * Whether a buffer that nobody holds any more is kept.
     *
     * @param bytes how much there is of it
     */
    boolean keep(LoopBuffer buffer, int bytes) {
        if (bytes > LARGEST
                || Integer.bitCount(bytes) != 1
                || !loop.inEventLoop()
                || closed
                || (keptBytes + bytes > KEPT_BYTES && !makeRoom(bytes))) {
            return false;
        }
        keptBytes += bytes;
        free.get(sizeOf(bytes)).push(buffer);
        return true;
    }

    /**
     * Frees buffers of those sizes of which the most memory is kept, so that what one kind of load
     * has left behind does not keep another from what it needs.
     *
     * @return whether there is room now; not where the most is kept of this size itself
     */
    private boolean makeRoom(int bytes) {
        int own = sizeOf(bytes);
        int most = sizeOfMost();
        while (most != own && keptBytes + bytes > KEPT_BYTES) {
            free.get(most).removeLast().free();
            keptBytes -= SMALLEST << most;
            most = sizeOfMost();
        }
        return keptBytes + bytes <= KEPT_BYTES;
    }

    private int sizeOfMost() {
        int most = 0;
        for (int size = 1; size < SIZES; size++) {
            if (keptOf(size) > keptOf(most)) {
                most = size;
            }
        }
        return most;
    }

    private int keptOf(int size) {
        return free.get(size).size() * (SMALLEST << size);
    }

    /** Frees what is kept, and keeps nothing from here on; on the event loop. */
    public void close() {
        closed = true;
        keptBytes = 0;
        for (ArrayDeque<LoopBuffer> buffers : free) {
            buffers.forEach(LoopBuffer::free);
            buffers.clear();
        }
    }

    /** How much is kept now; on the event loop. */
    int keptBytes() {
        return keptBytes;
    }

    /**
     * The smallest size that holds so many bytes: 0 for the smallest, one more for twice as much.
     */
    private static int sizeOf(int bytes) {
        int beyond = (Math.max(bytes, SMALLEST) - 1) >>> SMALLEST_BITS;
        return Integer.SIZE - Integer.numberOfLeadingZeros(beyond);
    }
}
