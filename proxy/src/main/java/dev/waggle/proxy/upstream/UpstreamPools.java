package dev.waggle.proxy.upstream;

import dev.waggle.proxy.exchange.UpstreamSelector;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteTable;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The connections to tasks of one event loop, and the selectors of its routes.
 *
 * <p>Pools live by what they connect to, not by the table: a new table keeps the pools of the
 * endpoints that stay, with their connections, and closes those of the endpoints that went.
 */
public final class UpstreamPools implements Function<Route, UpstreamSelector> {
    private final EventLoop loop;
    private final UpstreamServices services;
    private final Map<PoolKey, ConnectionPool> pools = new HashMap<>();
    private IdentityHashMap<Route, RoundRobin> selectors = new IdentityHashMap<>();

    public UpstreamPools(EventLoop loop, UpstreamServices services) {
        this.loop = loop;
        this.services = services;
    }

    /** The selector of a route of the current table; on the event loop. */
    @Override
    public UpstreamSelector apply(Route route) {
        RoundRobin selector = selectors.get(route);
        return selector != null ? selector : newSelector(route);
    }

    private RoundRobin newSelector(Route route) {
        List<ConnectionPool> endpoints = new ArrayList<>();
        for (Endpoint endpoint : route.upstream().endpoints()) {
            endpoints.add(
                    pools.computeIfAbsent(PoolKey.of(route, endpoint), this::newPool)
                            .describedBy(endpoint));
        }
        RoundRobin selector = new RoundRobin(route, endpoints);
        selectors.put(route, selector);
        return selector;
    }

    private ConnectionPool newPool(PoolKey key) {
        return key.http2()
                ? new Http2EndpointPool(key, services, loop)
                : new EndpointPool(key, services, loop);
    }

    /** What a table connects to: made off the event loops, for {@link #reconcile}. */
    public static Set<?> endpointsOf(RouteTable table) {
        return endpointsOf(table.routes());
    }

    /** The same for routes of which not all stand in the table. */
    public static Set<?> endpointsOf(Collection<Route> routes) {
        Set<PoolKey> keys = new HashSet<>();
        for (Route route : routes) {
            for (Endpoint endpoint : route.upstream().endpoints()) {
                keys.add(PoolKey.of(route, endpoint));
            }
        }
        return keys;
    }

    /**
     * Follows a new table: its selectors are made when they are first asked for, and pools of
     * endpoints that it lacks drain. On the event loop, after the table was published.
     *
     * @param kept what {@link #endpointsOf} said of the new table
     */
    public void reconcile(Set<?> kept) {
        selectors = new IdentityHashMap<>();
        pools.entrySet()
                .removeIf(entry -> {
                    boolean gone = !kept.contains(entry.getKey());
                    if (gone) {
                        entry.getValue().drain();
                    }
                    return gone;
                });
    }

    /** Closes what is idle and stops keeping connections: for the end of the process. */
    public void close() {
        pools.values().forEach(ConnectionPool::drain);
        pools.clear();
    }
}
