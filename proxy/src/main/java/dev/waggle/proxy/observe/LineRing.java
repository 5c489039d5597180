package dev.waggle.proxy.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A bounded ring of bytes between one thread that writes lines and one that passes them on.
 *
 * <p>A line is written byte by byte between {@link #begin()} and {@link #commit()} and is seen by
 * the reader only whole. What does not fit is dropped as a whole and counted; the writer never
 * waits, locks or wakes anybody.
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

    /** How much the reader has taken in total; written by the reader only. */
    @SuppressWarnings("unused")
    private long read;

    /** How much is there to be taken in total; written by the writer only. */
    private long written;

    private long dropped;

    // The writer's own: where it is in the line, and up to where it may go.
    private long position;
    private long limit;
    private boolean full;

    /**
     * @param capacity bytes, rounded up to a power of two
     */
    LineRing(int capacity) {
        bytes = new byte[Integer.highestOneBit(Math.max(2, capacity) * 2 - 1)];
        mask = bytes.length - 1;
        limit = bytes.length;
    }

    /** Begins a line; one that was not committed is forgotten. */
    void begin() {
        position = written;
        full = false;
    }

    void put(byte b) {
        if (hasRoom(1)) {
            bytes[(int) position++ & mask] = b;
        }
    }

    void put(byte[] source, int from, int to) {
        int length = to - from;
        if (length > 0 && hasRoom(length)) {
            int at = (int) position & mask;
            int first = Math.min(length, bytes.length - at);
            System.arraycopy(source, from, bytes, at, first);
            if (first < length) {
                System.arraycopy(source, from + first, bytes, 0, length - first);
            }
            position += length;
        }
    }

    /** Ends the line: the reader sees it, or it is counted as dropped. */
    void commit() {
        if (full) {
            drop(1);
        } else {
            WRITTEN.setRelease(this, position);
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

    private boolean hasRoom(int length) {
        if (full) {
            return false;
        }
        if (position + length > limit) {
            limit = (long) READ.getAcquire(this) + bytes.length;
            full = position + length > limit;
        }
        return !full;
    }

    private void drop(int lines) {
        DROPPED.setOpaque(this, dropped + lines);
    }
}
