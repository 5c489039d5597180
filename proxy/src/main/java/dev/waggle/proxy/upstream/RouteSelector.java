package dev.waggle.proxy.upstream;

import dev.waggle.proxy.endpoint.EndpointState;
import dev.waggle.proxy.endpoint.EndpointStates;
import dev.waggle.proxy.endpoint.EndpointWatch;
import dev.waggle.proxy.endpoint.Use;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.RetryBudget;
import dev.waggle.proxy.exchange.UpstreamSelector;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives each exchange of a route to one of its endpoints: of those that are best now, the one that
 * its {@link Balancer} picks.
 *
 * <p>Endpoints are sorted by their use when the watch publishes something new, so that a pick is a
 * look at an array. Belongs to one event loop.
 */
final class RouteSelector implements UpstreamSelector {
    private static final Failure NO_ENDPOINT =
            Failure.upstream(Failure.Kind.NO_ENDPOINT, "no-endpoint");
    private static final Failure LOOP = Failure.upstream(Failure.Kind.LOOP, "loop");
    private static final Failure NOT_READY =
            Failure.upstream(Failure.Kind.NO_ENDPOINT, "no-endpoint-ready");
    private static final Failure NOT_YET =
            Failure.upstream(Failure.Kind.NO_ENDPOINT_YET, "no-endpoint-yet");
    private static final Failure ALL_FAILED =
            Failure.upstream(Failure.Kind.CONNECT, "all-endpoints-failed");

    private static final Use[] USES = {Use.READY, Use.LEAVING, Use.DOUBTFUL, Use.UNWELL};

    private final Route route;
    private final List<ConnectionPool> pools;
    private final EndpointWatch watch;
    private final LongSupplier clock;
    private final Balancer balancer;
    private final RetryBudget retries;
    private EndpointStates known = EndpointStates.NONE;
    private ConnectionPool[] ready;

    RouteSelector(
            Route route,
            List<ConnectionPool> pools,
            EndpointWatch watch,
            LongSupplier clock,
            Balancer balancer,
            RetryBudget retries) {
        this.route = route;
        this.pools = pools;
        this.watch = watch;
        this.clock = clock;
        this.balancer = balancer;
        this.retries = retries;
        this.ready = readyOnes();
    }

    @Override
    public boolean spendRetry() {
        return retries.spend();
    }

    @Override
    public void lend(Exchange exchange) {
        if (exchange.isFirstAttempt()) {
            retries.requested();
        }
        look();
        ConnectionPool pool = pick(exchange);
        if (pool == null) {
            exchange.upstreamFailed(whyNone(exchange), null);
        } else {
            pool.serve(exchange, route);
        }
    }

    /** A snapshot is the same object as long as nothing has changed. */
    @SuppressWarnings("ReferenceEquality")
    private void look() {
        EndpointStates newest = watch.current();
        if (newest != known) {
            known = newest;
            pools.forEach(pool -> pool.state(newest.of(pool.endpoint().id())));
            ready = readyOnes();
        }
    }

    /**
     * While less than a third of the endpoints are well, those that answer although not well are
     * used too: else the few would get what breaks them.
     */
    private ConnectionPool[] readyOnes() {
        ConnectionPool[] well = with(Use.READY, null);
        if (well.length == 0 || well.length * 3 >= pools.size()) {
            return well;
        }
        ConnectionPool[] unwell = with(Use.UNWELL, null);
        ConnectionPool[] both = Arrays.copyOf(well, well.length + unwell.length);
        System.arraycopy(unwell, 0, both, well.length, unwell.length);
        return both;
    }

    private @Nullable ConnectionPool pick(Exchange exchange) {
        long now = clock.getAsLong();
        if (ready.length > 0 && !exchange.hasTriedAny()) {
            return ready.length == 1 ? ready[0] : balancer.pick(ready, exchange, now);
        }
        for (Use use : USES) {
            ConnectionPool[] untried = with(use, exchange);
            if (untried.length > 0) {
                return balancer.pick(untried, exchange, now);
            }
        }
        return null;
    }

    private ConnectionPool[] with(Use use, @Nullable Exchange exchange) {
        List<ConnectionPool> found = new ArrayList<>(pools.size());
        for (ConnectionPool pool : pools) {
            boolean untried = exchange == null || !exchange.hasTried(pool.endpoint());
            if (untried && useOf(pool.endpoint()) == use) {
                found.add(pool);
            }
        }
        return found.toArray(ConnectionPool[]::new);
    }

    private Use useOf(Endpoint endpoint) {
        EndpointState state = known.of(endpoint.id());
        if (state == null) {
            return endpoint.draining() ? Use.LEAVING : Use.READY;
        }
        return Use.of(state, clock.getAsLong());
    }

    private Failure whyNone(Exchange exchange) {
        if (pools.isEmpty()) {
            return route.upstream().isLoop() ? LOOP : NO_ENDPOINT;
        }
        if (isAnyStarting()) {
            return NOT_YET;
        }
        return exchange.hasTriedAny() ? ALL_FAILED : NOT_READY;
    }

    private boolean isAnyStarting() {
        long now = clock.getAsLong();
        for (ConnectionPool pool : pools) {
            EndpointState state = known.of(pool.endpoint().id());
            if (state != null && Use.isStarting(state, now)) {
                return true;
            }
        }
        return false;
    }
}
