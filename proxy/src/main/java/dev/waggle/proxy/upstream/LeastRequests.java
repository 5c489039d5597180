package dev.waggle.proxy.upstream;

import dev.waggle.proxy.exchange.Exchange;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Of two random endpoints the one that costs less now ("the power of two choices"): nearly as even
 * as the least of all, and no two event loops rush to the same one.
 */
final class LeastRequests implements Balancer {
    private final Cost cost;

    /** What one more request costs an endpoint. */
    interface Cost {
        double of(ConnectionPool pool, long now);
    }

    private LeastRequests(Cost cost) {
        this.cost = cost;
    }

    /** By the requests that are under way on this event loop. */
    static LeastRequests byRequests() {
        return new LeastRequests((pool, now) -> (pool.inFlight() + 1) / pool.weight(now));
    }

    /** By these and the time of the latest answers. */
    static LeastRequests byLatency() {
        return new LeastRequests((pool, now) ->
                (pool.inFlight() + 1) * pool.latency().nanos(now) / pool.weight(now));
    }

    @Override
    public ConnectionPool pick(ConnectionPool[] pools, Exchange exchange, long now) {
        if (pools.length == 1) {
            return pools[0];
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int first = random.nextInt(pools.length);
        int second = random.nextInt(pools.length - 1);
        ConnectionPool one = pools[first];
        ConnectionPool other = pools[second < first ? second : second + 1];
        return cost.of(other, now) < cost.of(one, now) ? other : one;
    }
}
