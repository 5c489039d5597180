package dev.waggle.proxy.upstream;

import dev.waggle.proxy.endpoint.EndpointState;
import dev.waggle.proxy.endpoint.EndpointStates;
import dev.waggle.proxy.endpoint.EndpointWatch;
import dev.waggle.proxy.endpoint.Use;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.RetryBudget;
import dev.waggle.proxy.exchange.UpstreamSelector;
import dev.waggle.routing.Affinity;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.EndpointLimits;
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

    private static final Failure FULL = Failure.upstream(Failure.Kind.OVERLOADED, "endpoints-full");
    private static final ConnectionPool[] NOBODY = {};

    private static final Use[] USES = {
        Use.READY, Use.LEAVING, Use.DOUBTFUL, Use.UNPROVEN, Use.UNWELL
    };

    private final Route route;
    private final List<ConnectionPool> pools;
    private final EndpointWatch watch;
    private final LongSupplier clock;
    private final Balancer balancer;
    private final RetryBudget retries;
    private final @Nullable StickyCookie sticky;
    private final String preferredNode;
    private final EndpointLimits limits;
    private final boolean mayWait;
    private EndpointStates known = EndpointStates.NONE;
    private ConnectionPool[] ready;
    private ConnectionPool[] first;

    /**
     * @param node the name of the proxy's own node; empty where unknown
     */
    RouteSelector(
            Route route,
            List<ConnectionPool> pools,
            EndpointWatch watch,
            LongSupplier clock,
            Balancer balancer,
            RetryBudget retries,
            String node) {
        this.route = route;
        this.pools = pools;
        this.watch = watch;
        this.clock = clock;
        this.balancer = balancer;
        this.retries = retries;
        Affinity affinity = route.options().endpoints().affinity();
        String cookie = affinity.stickyCookie();
        this.mayWait = route.options().whileChanging().longestWait().isPositive();
        this.limits = route.options().endpoints().limits();
        this.sticky = cookie == null ? null : new StickyCookie(cookie, route);
        this.preferredNode = affinity.preferLocal() ? node : "";
        this.ready = readyOnes();
        this.first = preferred(ready);
    }

    @Override
    public boolean spendRetry() {
        return retries.spend();
    }

    @Override
    public @Nullable String cookieFor(Exchange exchange, Endpoint endpoint) {
        if (sticky == null) {
            return null;
        }
        for (ConnectionPool pool : pools) {
            if (pool.endpoint().id().equals(endpoint.id())) {
                return sticky.setCookie(pool, exchange);
            }
        }
        return null;
    }

    @Override
    public void lend(Exchange exchange) {
        if (exchange.isFirstAttempt()) {
            retries.requested();
        }
        ConnectionPool[] best = best(exchange);
        ConnectionPool pool = pick(best, exchange);
        if (pool != null) {
            pool.serve(exchange, route);
        } else {
            exchange.upstreamFailed(best.length == 0 ? whyNone(exchange) : FULL, null);
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
            first = preferred(ready);
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

    /**
     * Those that as things are now are as good as any that the exchange has not tried; none if
     * there are none. A task that is being looked at is waited for: what is sent there before it
     * listens is lost.
     */
    ConnectionPool[] best(Exchange exchange) {
        look();
        if (ready.length > 0 && !exchange.hasTriedAny()) {
            return ready;
        }
        for (Use use : USES) {
            ConnectionPool[] untried = with(use, exchange);
            if (untried.length > 0) {
                return use == Use.UNPROVEN && mayWait ? NOBODY : untried;
            }
        }
        return NOBODY;
    }

    /**
     * One of the best that has room; null where none has. Where all of them are full the next best
     * are no help: one that drains is to get nothing, and one that fails would only fail more.
     */
    @Nullable ConnectionPool pick(ConnectionPool[] best, Exchange exchange) {
        if (best.length == 0) {
            return null;
        }
        if (limits.isNone()) {
            return pickUnlimited(best, exchange);
        }
        for (ConnectionPool[] free = withRoom(best); free.length > 0; free = withRoom(best)) {
            ConnectionPool pool = pickOne(free, exchange);
            // Another event loop may have been quicker.
            if (pool.enter(route)) {
                return pool;
            }
        }
        return null;
    }

    /** Where all have as many connections as one may have, the pool that was picked says so. */
    private ConnectionPool pickUnlimited(ConnectionPool[] best, Exchange exchange) {
        ConnectionPool pool = pickOne(best, exchange);
        if (pool.canLend(route)) {
            return pool;
        }
        ConnectionPool[] free = withRoom(best);
        return free.length == 0 ? pool : pickOne(free, exchange);
    }

    private ConnectionPool[] withRoom(ConnectionPool[] best) {
        for (ConnectionPool pool : best) {
            if (!pool.hasRoom(route)) {
                return Arrays.stream(best)
                        .filter(each -> each.hasRoom(route))
                        .toArray(ConnectionPool[]::new);
            }
        }
        return best;
    }

    @SuppressWarnings("ReferenceEquality") // Those that are ready have been looked through already.
    private ConnectionPool pickOne(ConnectionPool[] pools, Exchange exchange) {
        ConnectionPool pinned = sticky == null ? null : sticky.pinned(pools, exchange);
        if (pinned != null) {
            return pinned;
        }
        return balanced(pools == ready ? first : preferred(pools), exchange, clock.getAsLong());
    }

    private ConnectionPool balanced(ConnectionPool[] pools, Exchange exchange, long now) {
        return pools.length == 1 ? pools[0] : balancer.pick(pools, exchange, now);
    }

    /** Those of the preferred node; all where it has none of these. */
    private ConnectionPool[] preferred(ConnectionPool[] pools) {
        if (preferredNode.isEmpty()) {
            return pools;
        }
        ConnectionPool[] near =
                Arrays.stream(pools)
                        .filter(pool -> pool.endpoint().node().equals(preferredNode))
                        .toArray(ConnectionPool[]::new);
        return near.length == 0 ? pools : near;
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
