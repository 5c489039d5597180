package dev.waggle.routing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the requests of a route are spread over its endpoints, and how it is found out which of them
 * are well.
 *
 * @param balance how one is picked; null for {@link Balance.ByTurnOrLoad#ROUND_ROBIN}, or {@link
 *     Balance.ByTurnOrLoad#LEAST_REQUESTS} above two endpoints
 * @param slowStart how long a new endpoint gets fewer requests; zero for not at all, null for
 *     {@link #USUAL_SLOW_START} where the balance is one by load, else not at all
 * @param health how it is asked whether it is well; null for not at all
 * @param affinity which endpoints come first
 * @param limits how much each gets to do
 */
public record EndpointOptions(
        @Nullable Balance balance,
        @Nullable Duration slowStart,
        @Nullable HealthCheck health,
        Affinity affinity,
        EndpointLimits limits) {
    /** Ten seconds. */
    public static final Duration USUAL_SLOW_START = Duration.ofSeconds(10);

    /** As the number of endpoints wants it, and without health checks. */
    public static final EndpointOptions DEFAULTS = new EndpointOptions(null, null, null);

    /** Above so many endpoints their load decides. */
    private static final int FEW = 2;

    /** To which all endpoints are alike, and get as much as comes. */
    public EndpointOptions(
            @Nullable Balance balance, @Nullable Duration slowStart, @Nullable HealthCheck health) {
        this(balance, slowStart, health, Affinity.NONE, EndpointLimits.NONE);
    }

    /** How one of so many endpoints is picked. */
    public Balance balanceOf(int endpoints) {
        if (balance != null) {
            return balance;
        }
        return endpoints > FEW
                ? Balance.ByTurnOrLoad.LEAST_REQUESTS
                : Balance.ByTurnOrLoad.ROUND_ROBIN;
    }

    /** How long a new one of so many gets fewer requests. */
    public Duration slowStartOf(int endpoints) {
        if (slowStart != null) {
            return slowStart;
        }
        return balanceOf(endpoints).isByLoad() ? USUAL_SLOW_START : Duration.ZERO;
    }
}
