package dev.waggle.proxy.upstream;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.endpoint.EndpointState;
import dev.waggle.proxy.endpoint.EndpointVitals;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/** The connections of one event loop to one endpoint, in the protocol that the endpoint speaks. */
abstract sealed class ConnectionPool permits EndpointPool, Http2EndpointPool {
    private final PoolKey key;
    private final UpstreamServices services;
    private final EventLoop loop;
    private final EndpointVitals vitals;
    private @Nullable Endpoint endpoint;
    private @Nullable EndpointState state;
    private boolean draining;

    ConnectionPool(PoolKey key, UpstreamServices services, EventLoop loop, EndpointVitals vitals) {
        this.key = key;
        this.services = services;
        this.loop = loop;
        this.vitals = vitals;
    }

    /** The endpoint as the newest table describes it; before anything else. */
    final ConnectionPool describedBy(Endpoint newest) {
        endpoint = newest;
        return this;
    }

    final Endpoint endpoint() {
        return requireNonNull(endpoint);
    }

    final PoolKey key() {
        return key;
    }

    final UpstreamServices services() {
        return services;
    }

    final EventLoop loop() {
        return loop;
    }

    /** Where it is reported that a connection could not be made. */
    final EndpointVitals vitals() {
        return vitals;
    }

    /** What the watch knows of the endpoint; for {@link #weight}. */
    final void state(@Nullable EndpointState newest) {
        state = newest;
    }

    /** Which part of the usual requests the endpoint gets now: 1, or less while it warms up. */
    final double weight(long now) {
        return state instanceof EndpointState.SlowStart warming ? warming.weight(now) : 1;
    }

    /**
     * Gives the exchange an upstream end, on a connection that stands or on a new one. Answers with
     * {@link Exchange#upstreamReady} or {@link Exchange#upstreamFailed}, perhaps before it returns.
     */
    abstract void lend(Exchange exchange, Route route);

    /** Closes what waits, and everything else when its exchanges are over. */
    final void drain() {
        draining = true;
        closeIdle();
    }

    /** Keeps connections again, after a drain that was called off. */
    final void resume() {
        draining = false;
    }

    /** Whether connections are not kept for further exchanges. */
    final boolean isDraining() {
        return draining;
    }

    abstract void closeIdle();
}
