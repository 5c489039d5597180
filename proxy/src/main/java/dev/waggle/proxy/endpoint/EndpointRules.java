package dev.waggle.proxy.endpoint;

import dev.waggle.proxy.endpoint.EndpointState.Ejected.Cause;
import java.time.Duration;

/**
 * How the states of an endpoint follow on each other. Times are in nanoseconds.
 *
 * @param slowStart how long it gets fewer requests after it came up; 0 for not at all
 * @param ejection how long it is not looked at after it was ejected for the first time; doubled
 *     each time
 * @param longestEjection where the doubling ends
 * @param longestUnreachable the same for one that takes no connections: to ask again costs little
 * @param goodConduct how long it must have been up for earlier ejections to be forgotten
 */
public record EndpointRules(
        long slowStart,
        long ejection,
        long longestEjection,
        long longestUnreachable,
        long goodConduct) {
    /** A second, up to half a minute, or five seconds; forgotten after a minute. */
    public static final EndpointRules DEFAULTS = withSlowStart(Duration.ZERO);

    /** The usual ones with this slow start. */
    public static EndpointRules withSlowStart(Duration slowStart) {
        return new EndpointRules(
                slowStart.toNanos(),
                Duration.ofSeconds(1).toNanos(),
                Duration.ofSeconds(30).toNanos(),
                Duration.ofSeconds(5).toNanos(),
                Duration.ofMinutes(1).toNanos());
    }

    /**
     * How long the next ejection lasts.
     *
     * @param earlier how many there were that are not forgotten
     */
    long ejectionAfter(Cause cause, int earlier) {
        long longest = cause == Cause.UNREACHABLE ? longestUnreachable : longestEjection;
        return Math.min(longest, ejection << Math.min(earlier, 20));
    }
}
