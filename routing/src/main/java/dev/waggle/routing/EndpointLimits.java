package dev.waggle.routing;

/**
 * How much a route gives one endpoint to do; what is more goes to another, or is refused at once.
 *
 * @param maxConnections how many connections to it may be open, over all event loops, each of which
 *     has its part, rounded up; 0 for as many as the configuration lets each loop have
 * @param maxRequests how many requests it may have under way, over all event loops; 0 for no limit
 */
public record EndpointLimits(int maxConnections, int maxRequests) {
    /** As much as comes. */
    public static final EndpointLimits NONE = new EndpointLimits(0, 0);

    public EndpointLimits {
        if (maxConnections < 0 || maxRequests < 0) {
            throw new IllegalArgumentException("limits must not be negative");
        }
    }

    /** Whether an endpoint gets as much as comes. */
    public boolean isNone() {
        return maxConnections == 0 && maxRequests == 0;
    }

    /**
     * Whether an endpoint takes nothing more now.
     *
     * @param requests that it has under way
     * @param connections that are open to it
     * @param http2 whether one connection takes many requests, so that their number says nothing
     */
    public boolean isReached(int requests, int connections, boolean http2) {
        boolean allBusy = connections >= maxConnections && requests >= connections;
        return (maxRequests > 0 && requests >= maxRequests)
                || (maxConnections > 0 && !http2 && allBusy);
    }
}
