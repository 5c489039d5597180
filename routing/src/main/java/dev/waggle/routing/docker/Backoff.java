package dev.waggle.routing.docker;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failure: doubling from the first to the last wait, less up to a half by
 * chance, so that many proxies do not ask a returning Engine at the same moment. Used by one
 * thread.
 */
public final class Backoff {
    private final Duration first;
    private final Duration last;
    private final RandomGenerator random;
    private Duration ceiling;

    public Backoff(Duration first, Duration last, RandomGenerator random) {
        this.first = first;
        this.last = last;
        this.random = random;
        ceiling = first;
    }

    /** The wait after one more failure. */
    public Duration next() {
        long nanos = ceiling.toNanos();
        Duration doubled = ceiling.multipliedBy(2);
        ceiling = doubled.compareTo(last) > 0 ? last : doubled;
        return Duration.ofNanos(nanos - (long) (random.nextDouble() * nanos / 2));
    }

    /** All is well: the next failure waits shortly again. */
    public void reset() {
        ceiling = first;
    }
}
