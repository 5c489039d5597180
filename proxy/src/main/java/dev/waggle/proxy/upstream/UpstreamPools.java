package dev.waggle.proxy.upstream;

import dev.waggle.proxy.endpoint.EndpointState.Draining;
import dev.waggle.proxy.endpoint.EndpointVitals;
import dev.waggle.proxy.endpoint.EndpointWatch;
import dev.waggle.proxy.exchange.RetryBudget;
import dev.waggle.proxy.exchange.UpstreamSelector;
import dev.waggle.routing.Balance;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteTable;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The connections to tasks of one event loop, and the selectors of its routes.
 *
 * <p>Pools live by what they connect to, not by the table: a new table keeps the pools of the
 * endpoints that stay, with their connections, and closes those of the endpoints that went.
 */
public final class UpstreamPools implements Function<Route, UpstreamSelector> {
    private final EventLoop loop;
    private final UpstreamServices services;
    private final EndpointWatch watch;
    private final Map<PoolKey, ConnectionPool> pools = new HashMap<>();
    private final Map<String, RetryBudget> retries = new HashMap<>();
    private String node = "";
    private IdentityHashMap<Route, RouteSelector> selectors = new IdentityHashMap<>();

    /** Of endpoints that nobody watches. */
    public UpstreamPools(EventLoop loop, UpstreamServices services) {
        this(loop, services, EndpointWatch.NOBODY);
    }

    public UpstreamPools(EventLoop loop, UpstreamServices services, EndpointWatch watch) {
        this.loop = loop;
        this.services = services;
        this.watch = watch;
    }

    /** The selector of a route of the current table; on the event loop. */
    @Override
    public UpstreamSelector apply(Route route) {
        RouteSelector selector = selectors.get(route);
        return selector != null ? selector : newSelector(route);
    }

    private RouteSelector newSelector(Route route) {
        List<ConnectionPool> endpoints = new ArrayList<>();
        for (Endpoint endpoint : route.upstream().endpoints()) {
            endpoints.add(poolOf(route, endpoint));
        }
        RouteSelector selector =
                new RouteSelector(
                        route,
                        endpoints,
                        watch,
                        services.deadlines()::nanoTime,
                        balancerOf(route),
                        retries.computeIfAbsent(route.upstream().key(), _ -> new RetryBudget()),
                        node);
        selectors.put(route, selector);
        return selector;
    }

    private static Balancer balancerOf(Route route) {
        int endpoints = route.upstream().endpoints().size();
        return switch (route.options().endpoints().balanceOf(endpoints)) {
            case Balance.ByTurnOrLoad.ROUND_ROBIN -> new RoundRobin();
            case Balance.ByTurnOrLoad.LEAST_REQUESTS -> LeastRequests.byRequests();
            case Balance.ByTurnOrLoad.PEAK_EWMA -> LeastRequests.byLatency();
            case Balance.Hash(Balance.Key key) -> new ByHash(key);
        };
    }

    /** The way to this endpoint of a route and no other, for questions about it. */
    UpstreamSelector only(Endpoint endpoint, Route route) {
        return exchange -> poolOf(route, endpoint).serve(exchange, route);
    }

    private ConnectionPool poolOf(Route route, Endpoint endpoint) {
        ConnectionPool known = pools.get(PoolKey.of(route, endpoint));
        if (known != null) {
            return known.describedBy(endpoint);
        }
        ConnectionPool pool = newPool(PoolKey.of(route, endpoint)).describedBy(endpoint);
        pools.put(pool.key(), pool);
        drainIfWanted(pool);
        return pool;
    }

    private ConnectionPool newPool(PoolKey key) {
        EndpointVitals vitals = watch.vitals(key.endpointId());
        return key.http2()
                ? new Http2EndpointPool(key, services, loop, vitals)
                : new EndpointPool(key, services, loop, vitals);
    }

    /** What a table connects to: made off the event loops, for {@link #reconcile}. */
    public static Map<?, Endpoint> endpointsOf(RouteTable table) {
        return endpointsOf(table.routes());
    }

    /** The same for routes of which not all stand in the table. */
    public static Map<?, Endpoint> endpointsOf(Collection<Route> routes) {
        Map<PoolKey, Endpoint> endpoints = new HashMap<>();
        for (Route route : routes) {
            for (Endpoint endpoint : route.upstream().endpoints()) {
                endpoints.put(PoolKey.of(route, endpoint), endpoint);
            }
        }
        return endpoints;
    }

    /**
     * Follows a new table: its selectors are made when they are first asked for, and pools of
     * endpoints that it lacks, or whose tasks are about to stop, drain. On the event loop, after
     * the table was published.
     *
     * @param wanted what {@link #endpointsOf} said of the new table
     * @param ownNode the name of the proxy's own node; empty where unknown
     */
    public void reconcile(Map<?, Endpoint> wanted, String ownNode) {
        node = ownNode;
        retries.keySet()
                .retainAll(
                        selectors.keySet().stream()
                                .map(it -> it.upstream().key())
                                .collect(Collectors.toUnmodifiableSet()));
        selectors = new IdentityHashMap<>();
        pools.values().removeIf(pool -> !follow(pool, wanted.get(pool.key())));
    }

    private boolean follow(ConnectionPool pool, @Nullable Endpoint endpoint) {
        if (endpoint == null) {
            pool.drain();
            pool.leave();
            return false;
        }
        drainIfWanted(pool.describedBy(endpoint));
        return true;
    }

    private void drainIfWanted(ConnectionPool pool) {
        if (pool.endpoint().draining()) {
            pool.drain();
            if (watch.current().of(pool.key().endpointId()) instanceof Draining(_, long deadline)) {
                pool.cutAfter(deadline);
            }
        } else {
            pool.resume();
        }
    }

    /** How many attempts of exchanges count at the endpoints now. On the event loop. */
    public int claims() {
        return pools.values().stream().mapToInt(ConnectionPool::inFlight).sum();
    }

    /** Closes what is idle and stops keeping connections: for the end of the process. */
    public void close() {
        pools.values().forEach(ConnectionPool::close);
        pools.clear();
    }
}
