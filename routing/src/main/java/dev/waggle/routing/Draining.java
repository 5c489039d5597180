package dev.waggle.routing;

import java.time.Duration;
import java.time.Instant;

/**
 * That a task still runs but is wanted to stop: nothing new is to be begun there, and what is under
 * way ends in time.
 *
 * @param since when that was decided, as far as the source can know: not later than when it first
 *     saw it
 * @param grace how long its service lets a task take between the signal to stop and its end by
 *     force
 */
public record Draining(Instant since, Duration grace) {
    /** What Docker grants where nothing is said. */
    public static final Duration USUAL_GRACE = Duration.ofSeconds(10);

    public Draining {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("a negative grace: " + grace);
        }
    }

    /**
     * When the task may be ended by force at the earliest: Docker signals it later than we see it,
     * and so ends it later.
     */
    public Instant deadline() {
        return since.plus(grace);
    }
}
