package dev.waggle.routing.swarm;

import java.time.Duration;

/**
 * When a Swarm is read.
 *
 * @param sweep between two readings of the tasks
 * @param sweepWhileChanging the same while an update is going on
 * @param settleWithin how long after the last change the faster sweep may go on: an update that
 *     hangs must not be swept fast for ever
 * @param quiet a burst of events is over when none came for this long
 * @param atLatest a burst that does not end is read after this long
 * @param resync between two complete readings when no event came: the net below lost events
 * @param firstRetry after one failure; doubles with every further one
 * @param lastRetry the longest wait after a failure: when a manager is back, its tasks are others,
 *     and their addresses may be those of others before
 */
public record SwarmPace(
        Duration sweep,
        Duration sweepWhileChanging,
        Duration settleWithin,
        Duration quiet,
        Duration atLatest,
        Duration resync,
        Duration firstRetry,
        Duration lastRetry) {

    /** An Engine that is slow is asked for a fifth of its time. */
    private static final int REST = 4;

    /** For half of it while an update is going on: then each second counts, and it ends. */
    private static final int REST_WHILE_CHANGING = 1;

    private static final Duration LONGEST_REST = Duration.ofSeconds(10);

    /** Noticed within a second: Docker signals a task 3 s after it is wanted to stop. */
    public static final SwarmPace USUAL =
            new SwarmPace(
                    Duration.ofSeconds(1),
                    Duration.ofMillis(250),
                    Duration.ofSeconds(60),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(2));

    public SwarmPace {
        positive("sweep", sweep);
        positive("sweepWhileChanging", sweepWhileChanging);
        positive("resync", resync);
        positive("firstRetry", firstRetry);
        if (settleWithin.isNegative() || quiet.isNegative()) {
            throw new IllegalArgumentException("settleWithin and quiet must not be negative");
        }
        if (atLatest.compareTo(quiet) < 0) {
            throw new IllegalArgumentException("atLatest must not be before quiet");
        }
        if (lastRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException("lastRetry must not be below firstRetry");
        }
    }

    /**
     * How long to wait when a reading took so long: a slow Engine gets at least four times as much
     * rest, and as much rest while an update is going on, up to ten seconds.
     */
    Duration pauseAfter(Duration taken, boolean changing) {
        Duration usual = changing ? sweepWhileChanging : sweep;
        Duration rest = taken.multipliedBy(changing ? REST_WHILE_CHANGING : REST);
        Duration longest = usual.compareTo(LONGEST_REST) > 0 ? usual : LONGEST_REST;
        if (rest.compareTo(usual) <= 0) {
            return usual;
        }
        return rest.compareTo(longest) > 0 ? longest : rest;
    }

    private static void positive(String name, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(name + " must be longer than nothing");
        }
    }
}
