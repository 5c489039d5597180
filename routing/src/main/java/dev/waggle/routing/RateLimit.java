package dev.waggle.routing;

import java.time.Duration;

/**
 * How many requests one client may make.
 *
 * @param requests so many in each period, evenly spread, 1 to {@value #MAX_REQUESTS}
 * @param period a second, a minute or an hour
 * @param burst so many at once after a pause, 1 to {@value #MAX_REQUESTS}
 * @param by what makes one client
 */
public record RateLimit(int requests, Duration period, int burst, By by) {
    /** The most requests of a period, and of a burst. */
    public static final int MAX_REQUESTS = 1_000_000;

    public RateLimit {
        checkCount(requests);
        checkCount(burst);
        if (period.compareTo(Duration.ofSeconds(1)) < 0
                || period.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("a period of " + period);
        }
    }

    private static void checkCount(int count) {
        if (count < 1 || count > MAX_REQUESTS) {
            throw new IllegalArgumentException("a count of " + count);
        }
    }

    /** The time that one request takes up, in nanoseconds. */
    public long nanosPerRequest() {
        return period.toNanos() / requests;
    }

    /** What makes one client. */
    public sealed interface By {
        /** Its address; of IPv6 its /64 network. */
        record Address() implements By {}

        /**
         * The value of a field; a request without it counts for its address.
         *
         * @param name the field, compared without regard to case
         */
        record Header(String name) implements By {}
    }
}
