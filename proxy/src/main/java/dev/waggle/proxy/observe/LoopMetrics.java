package dev.waggle.proxy.observe;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one event loop counts. All changes come from that loop; a scrape reads from another thread.
 *
 * <p>Words (reasons, results) are strings that live as long as the program, or constants of an
 * enumeration, never anything from a peer.
 */
public final class LoopMetrics {
    /** How many routes are counted each for itself; the further ones count as {@code other}. */
    static final int MOST_ROUTES = 10_000;

    /** The route's label for requests that no route matched. */
    static final String NO_ROUTE = "none";

    private static final String OTHER = "other";
    private static final String IN_USE = "in-use";
    private static final String IDLE = "idle";

    private final Map<String, RouteCounters> routes = new ConcurrentHashMap<>();
    private final Map<Object, Counts> failures = new ConcurrentHashMap<>();
    private final Count folded = new Count();
    private final Counts open = new Counts(folded);
    private final Counts accepted = new Counts(folded);
    private final Counts refused = new Counts(folded);
    private final Counts shed = new Counts(folded);
    private final Counts connects = new Counts(folded);
    private final Count upstreamOpen = new Count();
    private final Count upstreamIdle = new Count();
    private final Counts streamsEnded = new Counts(folded);
    private final Count waiting = new Count();
    private final Counts waited = new Counts(folded);
    private final Counts retries = new Counts(folded);
    private final Counts handshakes = new Counts(folded);

    /** Counters that no scrape sees; {@link Metrics#loop()} makes those that it does. */
    public LoopMetrics() {}

    /**
     * The counters of a route, to be kept as long as the route is in the table. An empty name is
     * that of requests without a route.
     */
    public RouteCounters route(String name) {
        String label = name.isEmpty() ? NO_ROUTE : name;
        RouteCounters known = routes.get(label);
        if (known != null) {
            return known;
        }
        boolean full = routes.size() >= MOST_ROUTES;
        if (full) {
            folded.add(1);
        }
        return routes.computeIfAbsent(full ? OTHER : label, _ -> new RouteCounters());
    }

    /** A client connected to this listener, {@code https} or {@code http}. */
    public void connectionOpened(Object listener) {
        accepted.add(listener, 1);
        open.add(listener, 1);
    }

    public void connectionClosed(Object listener) {
        open.add(listener, -1);
    }

    /** A connection or request was refused. */
    public void refused(Object reason) {
        refused.add(reason, 1);
    }

    /** A connection was closed to make room. */
    public void shed(Object kind) {
        shed.add(kind, 1);
    }

    /** An exchange did not go well. */
    public void failed(Object side, Object kind) {
        Counts counts = failures.get(side);
        if (counts == null) {
            counts = failures.computeIfAbsent(side, _ -> new Counts(folded));
        }
        counts.add(kind, 1);
    }

    /** An attempt to connect to a task ended, {@code ok} or with a reason why not. */
    public void upstreamConnect(Object result) {
        connects.add(result, 1);
    }

    /** A connection to a task stands. */
    public void upstreamOpened() {
        upstreamOpen.add(1);
    }

    /** A connection to a task that stood is closed. */
    public void upstreamClosed() {
        upstreamOpen.add(-1);
    }

    /** So many more, or fewer, of the connections to tasks wait in pools. */
    public void upstreamIdle(int by) {
        upstreamIdle.add(by);
    }

    /** A long stream ended because its endpoint drains. */
    public void streamEnded(Object kind) {
        streamsEnded.add(kind, 1);
    }

    /** So many more, or fewer, requests wait for an endpoint that is on its way. */
    public void waiting(int by) {
        waiting.add(by);
    }

    /** How many requests wait for an endpoint. Any thread. */
    public long waiting() {
        return waiting.value();
    }

    /** A request has waited to the end. */
    public void waited(Object result) {
        waited.add(result, 1);
    }

    /** Another endpoint is tried. */
    public void retried(Object reason) {
        retries.add(reason, 1);
    }

    /** A TLS handshake with a client ended, {@code ok} or with a reason why not. */
    public void handshake(Object result) {
        handshakes.add(result, 1);
    }

    /** How many requests were answered or given up so far. Any thread. */
    public long requests() {
        return routes.values().stream().mapToLong(RouteCounters::requests).sum();
    }

    Map<String, RouteCounters> routes() {
        return routes;
    }

    /** Forgets routes that are gone for good. Any thread. */
    void forget(Set<String> gone) {
        routes.keySet().removeAll(gone);
    }

    /** Adds what was counted to a scrape. Any thread. */
    void addTo(Scrape scrape) {
        routes.forEach(scrape::addRoute);
        failures.forEach((side, kinds) ->
                kinds.forEach((kind, count) ->
                        scrape.add(Metric.FAILURES, (double) count, Counts.text(side), kind)));
        scrape.add(Metric.CONNECTIONS, open);
        scrape.add(Metric.CONNECTIONS_ACCEPTED, accepted);
        scrape.add(Metric.REFUSED, refused);
        scrape.add(Metric.SHED, shed);
        scrape.add(Metric.UPSTREAM_CONNECTS, connects);
        long idle = upstreamIdle.value();
        scrape.add(Metric.UPSTREAM_CONNECTIONS, (double) idle, IDLE);
        scrape.add(Metric.UPSTREAM_CONNECTIONS, (double) (upstreamOpen.value() - idle), IN_USE);
        scrape.add(Metric.REQUESTS_WAITING, (double) waiting.value());
        scrape.add(Metric.STREAMS_ENDED, streamsEnded);
        scrape.add(Metric.WAITS, waited);
        scrape.add(Metric.RETRIES, retries);
        scrape.add(Metric.TLS_HANDSHAKES, handshakes);
        scrape.add(Metric.METRICS_FOLDED, (double) folded.value());
    }
}
