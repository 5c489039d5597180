package dev.waggle.proxy.upstream;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.endpoint.EndpointVitals;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.routing.Route;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/2 connections of one event loop to one endpoint: as few as its limit of streams allows.
 *
 * <p>Exchanges wait here while a connection is made, because how many streams the task takes is
 * known only from its first frame.
 */
final class Http2EndpointPool extends ConnectionPool {
    private static final Failure TOO_MANY =
            Failure.upstream(Failure.Kind.OVERLOADED, "endpoint-connections");

    /** How many exchanges may wait for connections that are being made. */
    private static final int MAX_WAITING = 4096;

    private record Waiting(Exchange exchange, Route route) {}

    private final List<Http2UpstreamConnection> standing = new ArrayList<>(2);
    private final Set<Http2UpstreamConnection> all = new HashSet<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int streamsPerConnection = Http2UpstreamConnection.MAX_STREAMS;
    private int connecting;

    Http2EndpointPool(
            PoolKey key, UpstreamServices services, EventLoop loop, EndpointVitals vitals) {
        super(key, services, loop, vitals);
    }

    @Override
    void lend(Exchange exchange, Route route) {
        Http2UpstreamConnection connection = withRoom();
        if (connection != null) {
            connection.serve(exchange);
        } else if (waiting.size() >= MAX_WAITING || (connecting == 0 && isFull(route))) {
            exchange.upstreamFailed(TOO_MANY, endpoint());
        } else {
            waiting.add(new Waiting(exchange, route));
            connectForWaiting();
        }
    }

    private @Nullable Http2UpstreamConnection withRoom() {
        for (Http2UpstreamConnection connection : standing) {
            if (connection.hasRoom()) {
                return connection;
            }
        }
        return null;
    }

    @Override
    boolean canLend(Route route) {
        return withRoom() != null
                || !isFull(route)
                || (long) connecting * streamsPerConnection > waiting.size();
    }

    private boolean isFull(Route route) {
        return connections() >= maxConnections(route);
    }

    private void connectForWaiting() {
        while ((long) connecting * streamsPerConnection < waiting.size()) {
            Route route = requireNonNull(waiting.peekLast()).route();
            if (isFull(route)) {
                return;
            }
            connections(1);
            connecting++;
            Http2UpstreamConnection opened = Http2UpstreamConnection.create(this, services());
            all.add(opened);
            opened.connect(route);
        }
    }

    // ---- what becomes of connections ----

    /** A connection stands, and its limit of streams is known. */
    void ready(Http2UpstreamConnection connection) {
        connecting--;
        streamsPerConnection = connection.maxStreams();
        standing.add(connection);
        while (!waiting.isEmpty() && connection.hasRoom()) {
            connection.serve(waiting.remove().exchange());
        }
        connectForWaiting();
        failWhomNobodyServes(TOO_MANY);
    }

    /** A connection was not made. */
    void connectFailed(Http2UpstreamConnection connection, Failure failure) {
        connecting--;
        all.remove(connection);
        connections(-1);
        if (failure.kind() == Failure.Kind.CONNECT) {
            vitals().connectFailed(failure.reason());
        }
        failWhomNobodyServes(failure);
    }

    private void failWhomNobodyServes(Failure failure) {
        if (connecting > 0) {
            return;
        }
        List<Waiting> failed = List.copyOf(waiting);
        waiting.clear();
        failed.forEach(one -> one.exchange().upstreamFailed(failure, endpoint()));
    }

    /** A connection takes no more streams. */
    void retired(Http2UpstreamConnection connection) {
        standing.remove(connection);
    }

    /** A connection that stood is closed. */
    void closed(Http2UpstreamConnection connection) {
        standing.remove(connection);
        all.remove(connection);
        connections(-1);
    }

    /** Whether a connection without a stream may wait for the next one. */
    boolean keepsIdle() {
        return !isDraining();
    }

    @Override
    void cutOff() {
        List.copyOf(all).forEach(Http2UpstreamConnection::cutOff);
    }

    @Override
    void closeIdle() {
        List.copyOf(standing).forEach(Http2UpstreamConnection::retire);
    }
}
