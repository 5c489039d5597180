package dev.waggle.proxy.upstream;

import dev.waggle.proxy.exchange.Exchange;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The next endpoint in turn; one that warms up is left out of some turns.
 *
 * <p>Starts at a random one, so that the event loops do not march in step.
 */
final class RoundRobin implements Balancer {
    private int next = ThreadLocalRandom.current().nextInt(1 << 16);

    @Override
    public ConnectionPool pick(ConnectionPool[] pools, Exchange exchange, long now) {
        ConnectionPool pool = turn(pools);
        for (int i = 1; i < pools.length && isLeftOut(pool, now); i++) {
            pool = turn(pools);
        }
        return pool;
    }

    private ConnectionPool turn(ConnectionPool[] pools) {
        next = next + 1 >= pools.length ? 0 : next + 1;
        return pools[next];
    }

    private static boolean isLeftOut(ConnectionPool pool, long now) {
        double weight = pool.weight(now);
        return weight < 1 && ThreadLocalRandom.current().nextDouble() >= weight;
    }
}
