package dev.waggle.routing;

import java.time.Duration;

/**
 * What happens to the requests of a route while the tasks behind it are replaced.
 *
 * @param longestWait how long a request waits for an endpoint while one is on its way; zero for not
 *     at all
 * @param maxPending how many requests wait at the same time; a further one is refused
 * @param drainStreams when the long streams of a draining endpoint end
 */
public record WhileChanging(Duration longestWait, int maxPending, DrainStreams drainStreams) {
    /** Ten seconds, 1024 requests; streams end early. */
    public static final WhileChanging DEFAULTS =
            new WhileChanging(Duration.ofSeconds(10), 1024, DrainStreams.EARLY);

    public WhileChanging {
        if (longestWait.isNegative() || maxPending < 0) {
            throw new IllegalArgumentException("longestWait and maxPending must not be negative");
        }
    }

    /** When WebSockets and event streams of a task that is about to stop end. */
    public enum DrainStreams {
        /** Within two seconds, in the words of their protocol, before the task is signalled. */
        EARLY,
        /** When the task closes them, or shortly before it is ended by force. */
        DEADLINE
    }
}
