package dev.waggle.routing.docker;

import dev.waggle.routing.source.DiscoveryStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps account of how the readings of an Engine go, and says so in the log once. Used by one
 * thread; only the status may be read by others.
 */
public final class Readings {
    private static final Logger LOG = LoggerFactory.getLogger(Readings.class);

    private final String what;
    private final InstantSource clock;
    private final Backoff backoff;
    private volatile DiscoveryStatus status = DiscoveryStatus.UNREAD;

    /**
     * @param what is read, for the log: {@code the Swarm}
     */
    public Readings(String what, InstantSource clock, Backoff backoff) {
        this.what = what;
        this.clock = clock;
        this.backoff = backoff;
    }

    public DiscoveryStatus status() {
        return status;
    }

    /**
     * A complete reading.
     *
     * @param bytes of all answers since the start
     */
    public void succeeded(long bytes) {
        if (status.isStale()) {
            LOG.info(
                    "{} can be read again after {} failed readings",
                    what,
                    status.consecutiveFailures());
        }
        status = status.succeeded(clock.instant(), bytes);
        backoff.reset();
    }

    /**
     * A failed one.
     *
     * @param bytes of all answers since the start
     * @return how long to wait before the next
     */
    public Duration failed(Exception error, long bytes) {
        String reason =
                error instanceof DockerUnavailable
                        ? String.valueOf(error.getMessage())
                        : error.toString();
        if (!(error instanceof DockerUnavailable)) {
            // Not expected, but a thread that ended here would freeze the routes without a word.
            LOG.error("what docker answered cannot be used", error);
        } else if (!status.isStale() || !status.lastError().equals(Optional.of(reason))) {
            LOG.warn("{} cannot be read, what is known stays: {}", what, reason);
        }
        status = status.failed(reason, bytes);
        return backoff.next();
    }
}
