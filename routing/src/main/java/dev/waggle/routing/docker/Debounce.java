package dev.waggle.routing.docker;

import java.time.Duration;

/**
 * When a burst of events is over: after a quiet time, at the latest a while after its first event.
 * Times are nanoseconds of one clock. Not safe for threads.
 */
public final class Debounce {
    private final long quietNanos;
    private final long atLatestNanos;
    private boolean open;
    private long firstNanos;
    private long lastNanos;

    public Debounce(Duration quiet, Duration atLatest) {
        quietNanos = quiet.toNanos();
        atLatestNanos = atLatest.toNanos();
    }

    /** An event came. */
    public void event(long nowNanos) {
        if (!open) {
            open = true;
            firstNanos = nowNanos;
        }
        lastNanos = nowNanos;
    }

    public boolean isOpen() {
        return open;
    }

    /** Until the burst counts as over, if no further event comes; not above 0 when it is. */
    public long remainingNanos(long nowNanos) {
        return Math.min(lastNanos + quietNanos - nowNanos, firstNanos + atLatestNanos - nowNanos);
    }

    /** Begins anew: whatever came is taken care of. */
    public void clear() {
        open = false;
    }
}
