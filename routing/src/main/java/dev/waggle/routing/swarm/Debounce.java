package dev.waggle.routing.swarm;

import java.time.Duration;

/**
 * When a burst of events is over: after a quiet time, at the latest a while after its first event.
 * Times are nanoseconds of one clock. Not safe for threads.
 */
final class Debounce {
    private final long quietNanos;
    private final long atLatestNanos;
    private boolean open;
    private long firstNanos;
    private long lastNanos;

    Debounce(Duration quiet, Duration atLatest) {
        quietNanos = quiet.toNanos();
        atLatestNanos = atLatest.toNanos();
    }

    /** An event came. */
    void event(long nowNanos) {
        if (!open) {
            open = true;
            firstNanos = nowNanos;
        }
        lastNanos = nowNanos;
    }

    boolean isOpen() {
        return open;
    }

    /** Until the burst counts as over, if no further event comes; not above 0 when it is. */
    long remainingNanos(long nowNanos) {
        return Math.min(lastNanos + quietNanos - nowNanos, firstNanos + atLatestNanos - nowNanos);
    }

    /** Begins anew: whatever came is taken care of. */
    void clear() {
        open = false;
    }
}
