package dev.waggle.routing.docker;

import dev.waggle.routing.source.DiscoveryStatus;
import dev.waggle.routing.source.SourceState;
import java.time.Duration;
import java.util.Optional;

/** Decides what is read of an Engine when, and keeps what was read last. Used by one thread. */
public interface Follower {
    /**
     * One reading. Never fails: failures are in the status, and change nothing else.
     *
     * @param triggered whether events say that something changed
     * @return the new state, if it differs from the one before
     */
    Optional<SourceState> step(boolean triggered);

    /** How long to wait after the last step when no event comes. */
    Duration nextWait();

    /** How the readings go; from any thread. */
    DiscoveryStatus status();
}
