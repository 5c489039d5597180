package dev.waggle.proxy.upstream;

import java.util.concurrent.TimeUnit;

/**
 * How long an endpoint takes to answer: a mean that follows a slow answer at once and forgets it
 * over ten seconds. Belongs to one event loop.
 */
final class PeakLatency {
    private static final double DECAY_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Of an endpoint that has not answered yet: it is tried soon, and not by all at once. */
    private static final double UNKNOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private double nanos = UNKNOWN_NANOS;
    private long at;

    /** An answer took so long. */
    void add(long took, long now) {
        double decayed = nanos(now);
        double weight = Math.exp(-Math.max(0, now - at) / DECAY_NANOS);
        nanos = took > decayed ? took : decayed * weight + took * (1 - weight);
        at = now;
    }

    /** What the next one may take; more than 0. */
    double nanos(long now) {
        double passed = Math.max(0, now - at) / DECAY_NANOS;
        return Math.max(1, nanos * Math.exp(-passed));
    }
}
