package dev.waggle.proxy.upstream;

import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.UpstreamSelector;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Gives each exchange of a route to the next endpoint in turn; one that is draining, only while
 * there is no other.
 *
 * <p>Starts at a random one, so that the event loops do not march in step. Belongs to one event
 * loop.
 */
final class RoundRobin implements UpstreamSelector {
    private static final Failure NO_ENDPOINT =
            Failure.upstream(Failure.Kind.NO_ENDPOINT, "no-endpoint");
    private static final Failure LOOP = Failure.upstream(Failure.Kind.LOOP, "loop");
    private static final Failure ALL_FAILED =
            Failure.upstream(Failure.Kind.CONNECT, "all-endpoints-failed");

    private final Route route;
    private final List<ConnectionPool> pools;
    private int next;

    RoundRobin(Route route, List<ConnectionPool> pools) {
        this.route = route;
        this.pools = pools;
        this.next = pools.isEmpty() ? 0 : ThreadLocalRandom.current().nextInt(pools.size());
    }

    @Override
    public void lend(Exchange exchange) {
        ConnectionPool pool = pick(exchange, false);
        if (pool == null) {
            pool = pick(exchange, true);
        }
        if (pool == null) {
            exchange.upstreamFailed(pools.isEmpty() ? noEndpoint() : ALL_FAILED, null);
        } else {
            pool.lend(exchange, route);
        }
    }

    private Failure noEndpoint() {
        return route.upstream().isLoop() ? LOOP : NO_ENDPOINT;
    }

    private @Nullable ConnectionPool pick(Exchange exchange, boolean draining) {
        int size = pools.size();
        for (int i = 0; i < size; i++) {
            ConnectionPool pool = pools.get(next);
            next = next + 1 == size ? 0 : next + 1;
            Endpoint endpoint = pool.endpoint();
            if (endpoint.draining() == draining && !exchange.hasTried(endpoint)) {
                return pool;
            }
        }
        return null;
    }
}
