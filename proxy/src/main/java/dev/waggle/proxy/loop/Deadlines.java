package dev.waggle.proxy.loop;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * All deadlines of one event loop, looked at together ten times a second instead of one scheduled
 * task for each.
 *
 * <p>A connection sets and moves its deadline with every request; a timer for each would allocate
 * and sort. A look at ten thousand of them costs tens of microseconds.
 */
public final class Deadlines implements Runnable {
    /** How often deadlines are looked at. */
    public static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int INITIAL = 64;

    private final LongSupplier ticker;
    private Deadline[] entries = new Deadline[INITIAL];
    private int count;
    private long now;

    /**
     * @param ticker nanoseconds as {@link System#nanoTime()} gives them
     */
    public Deadlines(LongSupplier ticker) {
        this.ticker = ticker;
        this.now = ticker.getAsLong();
    }

    /**
     * The time of the last tick; at most {@link #TICK_NANOS} behind while the event loop is well.
     */
    public long nanoTime() {
        return now;
    }

    /** One tick: call it every {@link #TICK_NANOS} on the event loop. */
    @Override
    public void run() {
        now = ticker.getAsLong();
        for (int i = count - 1; i >= 0; i--) {
            if (i < count) {
                entries[i].check(now);
            }
        }
    }

    /** How many are looked at; for tests that something leaves none behind. */
    public int size() {
        return count;
    }

    void register(Deadline deadline) {
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, count * 2);
        }
        deadline.slot = count;
        entries[count++] = deadline;
    }

    void unregister(Deadline deadline) {
        if (deadline.slot < 0) {
            return;
        }
        Deadline last = entries[--count];
        entries[deadline.slot] = last;
        last.slot = deadline.slot;
        deadline.slot = -1;
        // entries[count] may still name the last one: it is overwritten by the next, and bounded by
        // the most there ever were.
    }
}
