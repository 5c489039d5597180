package dev.waggle.routing.container;

import java.time.Duration;

/**
 * When containers are read.
 *
 * @param look between two looks at the proxy's own interfaces, which have no events
 * @param quiet a burst of events is over when none came for this long
 * @param atLatest a burst that does not end is read after this long
 * @param resync between two readings when no event came: the net below lost events
 * @param firstRetry after one failure; doubles with every further one
 * @param lastRetry the longest wait after a failure
 */
public record ContainerPace(
        Duration look,
        Duration quiet,
        Duration atLatest,
        Duration resync,
        Duration firstRetry,
        Duration lastRetry) {

    /** A container is signalled when its event is sent, not before: there is no time to lose. */
    public static final ContainerPace USUAL =
            new ContainerPace(
                    Duration.ofSeconds(1),
                    Duration.ofMillis(50),
                    Duration.ofMillis(250),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(2));

    public ContainerPace {
        if (!look.isPositive() || !resync.isPositive() || !firstRetry.isPositive()) {
            throw new IllegalArgumentException(
                    "look, resync and firstRetry must be longer than nothing");
        }
        if (quiet.isNegative() || atLatest.compareTo(quiet) < 0) {
            throw new IllegalArgumentException("atLatest must not be before quiet");
        }
        if (lastRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException("lastRetry must not be below firstRetry");
        }
    }
}
