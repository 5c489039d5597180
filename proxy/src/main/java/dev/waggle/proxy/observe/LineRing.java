package dev.waggle.proxy.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A bounded ring of bytes between one thread that writes lines and one that passes them on.
 *
 * <p>A line is seen by the reader only whole. What does not fit is dropped as a whole and counted;
 * the writer never waits. It wakes the reader only when half of the ring is full.
 */
final class LineRing {
    private static final VarHandle READ;
    private static final VarHandle WRITTEN;
    private static final VarHandle DROPPED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            READ = lookup.findVarHandle(LineRing.class, "read", long.class);
            WRITTEN = lookup.findVarHandle(LineRing.class, "written", long.class);
            DROPPED = lookup.findVarHandle(LineRing.class, "dropped", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] bytes;
    private final int mask;
    private final Runnable wake;

    /** How much the reader has taken in total; written by the reader only. */
    @SuppressWarnings("unused")
    private long read;

    /** How much is there to be taken in total; written by the writer only. */
    private long written;

    private long dropped;

    /** The writer's own: up to where it may go, as far as it has looked. */
    private long limit;

    /** The writer's own: from where on it looks whether half of the ring is full. */
    private long lookAt;

    /**
     * @param capacity bytes, rounded up to a power of two
     * @param wake wakes the reader; run by the writer, and returns at once
     */
    LineRing(int capacity, Runnable wake) {
        bytes = new byte[Integer.highestOneBit(Math.max(2, capacity) * 2 - 1)];
        mask = bytes.length - 1;
        limit = bytes.length;
        lookAt = bytes.length / 2;
        this.wake = wake;
    }

    /** Adds a line, which the reader sees as a whole, or counts it as dropped. */
    void add(byte[] line, int length) {
        long end = written + length;
        if (!hasRoomUpTo(end)) {
            drop(1);
            return;
        }
        int at = (int) written & mask;
        int first = Math.min(length, bytes.length - at);
        System.arraycopy(line, 0, bytes, at, first);
        if (first < length) {
            System.arraycopy(line, first, bytes, 0, length - first);
        }
        WRITTEN.setRelease(this, end);
        if (end >= lookAt) {
            wakeWhenHalfFull(end);
        }
    }

    /** How many lines did not fit. Any thread. */
    long dropped() {
        return (long) DROPPED.getOpaque(this);
    }

    /**
     * Passes on the lines that are there now, in one piece or two. The reader's thread; blocks as
     * long as the stream does.
     *
     * @return how many bytes that were
     */
    int drainTo(OutputStream out) throws IOException {
        long end = (long) WRITTEN.getAcquire(this);
        long start = (long) READ.getOpaque(this);
        for (long at = start; at < end; ) {
            int from = (int) at & mask;
            int length = (int) Math.min(end - at, bytes.length - from);
            out.write(bytes, from, length);
            at += length;
            READ.setRelease(this, at);
        }
        return (int) (end - start);
    }

    /** Throws away the lines that are there now, because nobody will take them; counts them. */
    int discard() {
        long end = (long) WRITTEN.getAcquire(this);
        int lines = 0;
        for (long at = (long) READ.getOpaque(this); at < end; at++) {
            if (bytes[(int) at & mask] == '\n') {
                lines++;
            }
        }
        READ.setRelease(this, end);
        return lines;
    }

    private boolean hasRoomUpTo(long end) {
        if (end > limit) {
            limit = (long) READ.getAcquire(this) + bytes.length;
        }
        return end <= limit;
    }

    private void wakeWhenHalfFull(long end) {
        lookAt = (long) READ.getAcquire(this) + bytes.length / 2;
        if (end >= lookAt) {
            wake.run();
            lookAt = end + bytes.length / 8; // not again for each line until the reader has come
        }
    }

    private void drop(int lines) {
        DROPPED.setOpaque(this, dropped + lines);
    }
}
