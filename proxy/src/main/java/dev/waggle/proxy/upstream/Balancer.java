package dev.waggle.proxy.upstream;

import dev.waggle.proxy.exchange.Exchange;

/** A way to pick one of several endpoints that are all as good. Belongs to one event loop. */
interface Balancer {
    /**
     * Picks one.
     *
     * @param pools of the endpoints, at least one
     * @param now as {@link System#nanoTime()}
     */
    ConnectionPool pick(ConnectionPool[] pools, Exchange exchange, long now);
}
