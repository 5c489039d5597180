package dev.waggle.proxy.upstream;

import dev.waggle.proxy.endpoint.EndpointVitals;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.routing.ProxyHeader;
import dev.waggle.routing.Route;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1.1 connections of one event loop to one endpoint. The one that was used last is lent
 * first, so that a quiet time closes the others.
 *
 * <p>A connection that waits is watched: bytes or an end that come to it close it, so that what is
 * lent is as alive as can be known (RFC 9112 section 9.3.1).
 */
final class EndpointPool extends ConnectionPool {
    private static final Failure TOO_MANY =
            Failure.upstream(Failure.Kind.OVERLOADED, "endpoint-connections");

    private final ArrayDeque<Http1UpstreamConnection> idle = new ArrayDeque<>();
    private final Set<Http1UpstreamConnection> all = new HashSet<>();
    private final TaskPatience patience;

    EndpointPool(PoolKey key, UpstreamServices services, EventLoop loop, EndpointVitals vitals) {
        super(key, services, loop, vitals);
        this.patience = new TaskPatience(services.settings().freshNanos());
    }

    @Override
    void lend(Exchange exchange, Route route) {
        Http1UpstreamConnection connection = takeIdle(exchange);
        if (connection != null) {
            connection.serve(exchange);
        } else if (connections() >= maxConnections(route)) {
            exchange.upstreamFailed(TOO_MANY, endpoint());
        } else {
            connections(1);
            Http1UpstreamConnection opened = new Http1UpstreamConnection(this, services());
            all.add(opened);
            opened.connect(exchange, route);
        }
    }

    @Override
    boolean canLend(Route route) {
        return !idle.isEmpty() || connections() < maxConnections(route);
    }

    /** What was said of one client at the beginning of a connection holds for no other. */
    private boolean isOfOneClient() {
        return key().proxyHeader() != ProxyHeader.OFF;
    }

    private @Nullable Http1UpstreamConnection takeIdle(Exchange exchange) {
        if (exchange.needsNewConnection()) {
            return null;
        }
        Http1UpstreamConnection connection = takeOpen();
        if (connection == null) {
            return null;
        }
        if (exchange.mayReuseIdleConnection() || isSafe(connection)) {
            return connection;
        }
        // The youngest is too old for a request that must not be sent twice: the others are older
        // still.
        connection.close();
        return null;
    }

    /** Whether the task can hardly be closing it. */
    private boolean isSafe(Http1UpstreamConnection connection) {
        return patience.allows(connection.idleNanos(), services().deadlines().nanoTime())
                && connection.isEstablished();
    }

    /** The task closed a connection, or broke it, that waited this long. */
    void endedWhileIdle(long nanos) {
        if (!isDraining()) {
            patience.ended(nanos, services().deadlines().nanoTime());
        }
    }

    /** One that was closed in this iteration of the event loop is still here until its end. */
    private @Nullable Http1UpstreamConnection takeOpen() {
        Http1UpstreamConnection connection = idle.pollLast();
        while (connection != null) {
            services().observer().idleChanged(-1);
            if (connection.isOpen()) {
                return connection;
            }
            connection = idle.pollLast();
        }
        return null;
    }

    /** Takes back a connection that is ready for the next exchange; false when it is not wanted. */
    boolean giveBack(Http1UpstreamConnection connection) {
        if (isDraining() || isOfOneClient() || idle.size() >= services().settings().maxIdle()) {
            return false;
        }
        idle.addLast(connection);
        services().observer().idleChanged(1);
        return true;
    }

    /** A connection closed, or was never made. */
    void closed(Http1UpstreamConnection connection) {
        connections(-1);
        all.remove(connection);
        if (idle.remove(connection)) {
            services().observer().idleChanged(-1);
        }
    }

    @Override
    void cutOff() {
        List.copyOf(all).forEach(Http1UpstreamConnection::cutOff);
    }

    @Override
    void closeIdle() {
        for (Http1UpstreamConnection connection = idle.pollLast();
                connection != null;
                connection = idle.pollLast()) {
            services().observer().idleChanged(-1);
            connection.close();
        }
    }
}
