package dev.waggle.proxy.upstream;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.endpoint.EndpointLoad;
import dev.waggle.proxy.endpoint.EndpointState;
import dev.waggle.proxy.endpoint.EndpointVitals;
import dev.waggle.proxy.exchange.EndpointClaim;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.loop.Deadline;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connections of one event loop to one endpoint, in the protocol that the endpoint speaks. */
abstract sealed class ConnectionPool implements EndpointClaim, BoundedHash.Candidate
        permits EndpointPool, Http2EndpointPool {
    /**
     * Docker signals a task more than three seconds after its end was decided, and only then its
     * grace begins; together with what a manager may be late, and an engine.
     */
    private static final long KILLED_LATER_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final PoolKey key;
    private final UpstreamServices services;
    private final EventLoop loop;
    private final EndpointVitals vitals;
    private final EndpointLoad load;
    private final PeakLatency latency = new PeakLatency();
    private @Nullable Endpoint endpoint;
    private @Nullable EndpointState state;
    private final long hash;
    private byte @Nullable [] pin;
    private boolean draining;
    private boolean left;
    private final Deadline cut;

    ConnectionPool(PoolKey key, UpstreamServices services, EventLoop loop, EndpointVitals vitals) {
        this.key = key;
        this.services = services;
        this.loop = loop;
        this.vitals = vitals;
        this.load = vitals.join();
        this.cut =
                new Deadline(services.deadlines()) {
                    @Override
                    protected void expired() {
                        cutOff();
                    }
                };
        byte[] id = key.endpointId().getBytes(StandardCharsets.UTF_8);
        this.hash = BoundedHash.of(id, 0, id.length);
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

    @Override
    public final long hash() {
        return hash;
    }

    /** What a {@link StickyCookie} says for the endpoint; not to be written to. */
    final byte[] pin() {
        if (pin == null) {
            pin = StickyCookie.pinOf(key.endpointId());
        }
        return pin;
    }

    /** Which part of the usual requests the endpoint gets now: 1, or less while it warms up. */
    @Override
    public final double weight(long now) {
        return state instanceof EndpointState.SlowStart warming ? warming.weight(now) : 1;
    }

    /** How many exchanges have an attempt under way here. */
    @Override
    public final int inFlight() {
        return load.requests();
    }

    final PeakLatency latency() {
        return latency;
    }

    /**
     * Whether a request of a route with these limits can be served now, as far as this event loop
     * sees.
     */
    final boolean hasRoom(Route route) {
        int most = route.options().endpoints().limits().maxRequests();
        return (most == 0 || vitals.hasRoom(most)) && canLend(route);
    }

    /** Takes a request's part of what the limits of its route let the endpoint have. */
    final boolean enter(Route route) {
        int most = route.options().endpoints().limits().maxRequests();
        return most == 0 || vitals.enter(most);
    }

    /** Claims the endpoint for the exchange, and lends; after {@link #enter}. */
    final void serve(Exchange exchange, Route route) {
        load.requests(1);
        boolean counted = route.options().endpoints().limits().maxRequests() > 0;
        exchange.claimed(counted ? new CountedClaim(this, vitals) : this);
        lend(exchange, route);
    }

    /** Whether a connection stands that takes a request, or one more may be opened. */
    abstract boolean canLend(Route route);

    /** How many connections requests of this route may bring about on this event loop. */
    final int maxConnections(Route route) {
        int asked = route.options().endpoints().limits().maxConnections();
        UpstreamSettings settings = services.settings();
        return asked == 0
                ? settings.maxConnections()
                : (asked + settings.eventLoops() - 1) / settings.eventLoops();
    }

    /** So many more, or fewer, connections are open. */
    final void connections(int by) {
        load.connections(by);
    }

    /** How many connections are open on this event loop. */
    final int connections() {
        return load.connections();
    }

    @Override
    public final void answered(int status, long nanos) {
        latency.add(nanos, services.deadlines().nanoTime());
        if (status >= 500) {
            load.failed();
        } else {
            load.answered();
        }
    }

    @Override
    public final void failed(Failure failure) {
        switch (failure.kind()) {
            case UNANSWERED, DISCONNECTED, RESPONSE_TIMEOUT, IDLE_TIMEOUT, BAD_RESPONSE ->
                    load.failed();
            // The others are told elsewhere, or say nothing of how the task is.
            case CONNECT,
                    CONNECT_TLS,
                    STALE_CONNECTION,
                    NOT_PROCESSED,
                    REFUSED,
                    CLIENT_GONE,
                    CLIENT_SLOW,
                    NO_ENDPOINT,
                    NO_ENDPOINT_YET,
                    OVERLOADED,
                    LOOP,
                    INTERNAL -> {}
        }
    }

    @Override
    public final void released() {
        load.requests(-1);
        if (left && load.requests() == 0) {
            cut.close();
        }
    }

    /** The endpoint is gone: what was counted here counts no more. */
    final void leave() {
        vitals.leave(load);
        left = true;
        if (load.requests() == 0) {
            cut.close();
        }
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
        cut.cancel();
    }

    /**
     * What is still open then is with a task that was killed: nobody will answer it.
     *
     * @param deadline when Docker may have ended the task by force, as {@link System#nanoTime()}
     */
    final void cutAfter(long deadline) {
        if (!cut.isSet()) {
            long in = deadline + KILLED_LATER_NANOS - services.deadlines().nanoTime();
            cut.setIn(Math.max(0, in));
        }
    }

    /** Closes all connections that serve somebody; their exchanges see that the task has gone. */
    abstract void cutOff();

    /** The process ends. */
    final void close() {
        drain();
        leave();
        cut.close();
    }

    /** Whether connections are not kept for further exchanges. */
    final boolean isDraining() {
        return draining;
    }

    abstract void closeIdle();
}
