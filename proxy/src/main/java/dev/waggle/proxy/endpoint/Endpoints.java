package dev.waggle.proxy.endpoint;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.endpoint.EndpointState.Ejected;
import dev.waggle.routing.Draining;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Problem;
import dev.waggle.routing.Route;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The watch over all endpoints: follows the table, probes, hears of failed requests, and publishes
 * what is known as one immutable snapshot.
 *
 * <p>What is known of an endpoint is kept by its id, and so survives every new table. Event loops
 * read the snapshot and report failures, both without a lock; everything else is under the lock of
 * this object, which no event loop takes.
 */
public final class Endpoints implements EndpointWatch, Runnable {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /**
     * While all serve or drain. A failed connection, the answer of a probe and a new table wake the
     * watch; failed requests are counted over {@link #CONDUCT_NANOS}, and may wait.
     */
    private static final long CALM_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** Over how long errors are counted. */
    private static final long CONDUCT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** How long an endpoint may fail its probes before an operator is told. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Prober prober;
    private final LongSupplier clock;
    private final InstantSource wallClock;
    private final Runnable changed;
    private final Map<String, WatchedEndpoint> watched = new HashMap<>();
    private final Map<String, EndpointVitals> vitals = new ConcurrentHashMap<>();
    private final Map<String, Long> ejections = new ConcurrentHashMap<>();
    private Map<String, EndpointState> gone = Map.of();
    private List<List<WatchedEndpoint>> upstreams = List.of();
    private long lastConduct;
    private volatile EndpointStates current = EndpointStates.NONE;
    private volatile @Nullable Thread watch;

    /**
     * @param clock nanoseconds as {@link System#nanoTime()} gives them
     * @param wallClock tells how long ago a drain began
     * @param changed run after each new snapshot, on any thread; returns at once
     */
    public Endpoints(Prober prober, LongSupplier clock, InstantSource wallClock, Runnable changed) {
        this.prober = prober;
        this.clock = clock;
        this.wallClock = wallClock;
        this.changed = changed;
        this.lastConduct = clock.getAsLong();
    }

    @Override
    public EndpointStates current() {
        return current;
    }

    @Override
    public EndpointVitals vitals(String id) {
        EndpointVitals known = vitals.get(id);
        return known == null ? EndpointVitals.unwatched() : known;
    }

    // ---- the table ----

    /**
     * Watches the endpoints of these routes, and no others any more. Before the table is published,
     * so that nobody asks for an endpoint that is not known here.
     */
    public synchronized void follow(Collection<Route> routes) {
        long now = clock.getAsLong();
        Map<String, WatchedEndpoint> followed = new HashMap<>();
        for (Route route : routes) {
            for (Endpoint endpoint : route.upstream().endpoints()) {
                followed.computeIfAbsent(endpoint.id(), _ -> watch(route, endpoint, now));
            }
        }
        gone =
                watched.values().stream()
                        .filter(it -> !followed.containsKey(it.endpoint().id()))
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        it -> it.endpoint().id(), WatchedEndpoint::state));
        watched.clear();
        watched.putAll(followed);
        upstreams = groups(followed.values());
        vitals.keySet().retainAll(followed.keySet());
        followed.forEach((id, it) -> vitals.put(id, it.vitals));
        publish();
        wake();
    }

    /** Each endpoint in one, by the upstream of the first route to it. */
    private static List<List<WatchedEndpoint>> groups(Collection<WatchedEndpoint> all) {
        return List.copyOf(
                all.stream()
                        .collect(Collectors.groupingBy(it -> it.route().upstream().key()))
                        .values());
    }

    /** Of several routes to one endpoint the first says how it is treated. */
    private WatchedEndpoint watch(Route route, Endpoint endpoint, long now) {
        WatchedEndpoint known = watched.get(endpoint.id());
        if (known != null && !endpoint.draining() && known.isAsIn(route, endpoint)) {
            return known;
        }
        int endpoints = route.upstream().endpoints().size();
        EndpointRules rules =
                EndpointRules.withSlowStart(route.options().endpoints().slowStartOf(endpoints));
        if (known == null) {
            known = new WatchedEndpoint(route, endpoint, rules, now, this::wake);
        } else {
            known.describedBy(route, endpoint, rules);
        }
        known.happened(drainOf(endpoint, now), now);
        return known;
    }

    /** The full names of the services whose endpoints are watched. */
    public synchronized Set<String> services() {
        return watched.values().stream()
                .map(it -> it.endpoint().service())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * A witness names the addresses of a service's tasks. It may be wrong, so an endpoint that it
     * lacks is looked at, and avoided until it has answered. One that was dead before is not even
     * looked at: its address may be that of another task by now.
     *
     * @param addresses as text, at least one
     */
    public synchronized void heard(String service, Set<String> addresses) {
        long now = clock.getAsLong();
        boolean changed = false;
        for (WatchedEndpoint it : watched.values()) {
            Endpoint endpoint = it.endpoint();
            if (endpoint.service().equals(service) && !addresses.contains(endpoint.host())) {
                EndpointState before = it.state();
                it.happened(new EndpointEvent.Doubted("not-in-dns"), now);
                changed |= !before.equals(it.state());
            }
        }
        if (changed) {
            publish();
            wake();
        }
    }

    private EndpointEvent drainOf(Endpoint endpoint, long now) {
        Draining drain = endpoint.drain();
        if (drain == null) {
            return new EndpointEvent.DrainCancelled();
        }
        long ago = Duration.between(drain.since(), wallClock.instant()).toNanos();
        long since = now - Math.max(0, ago);
        return new EndpointEvent.DrainBegan(since, since + drain.grace().toNanos());
    }

    /** Whether each has been looked at, so that requests find those that serve. */
    public boolean areLookedAt() {
        long now = clock.getAsLong();
        return current.byId().values().stream()
                .noneMatch(state -> Use.of(state, now) == Use.UNPROVEN);
    }

    // ---- the watch ----

    /** Watches until the thread is interrupted. */
    @Override
    public void run() {
        watch = Thread.currentThread();
        while (!Thread.currentThread().isInterrupted()) {
            boolean calm = step();
            LockSupport.parkNanos(calm ? CALM_LOOK_NANOS : LOOK_NANOS);
        }
    }

    /**
     * One look at all of them.
     *
     * @return whether none will change soon by itself
     */
    public synchronized boolean step() {
        long now = clock.getAsLong();
        boolean changed = ejectOutliersIfDue(now);
        boolean calm = true;
        for (WatchedEndpoint it : watched.values()) {
            EndpointState before = it.state();
            it.learn(now);
            changed |= !before.equals(it.state());
            count(before, it.state());
            it.probeIfDue(prober, now);
            calm &= it.isCalm();
        }
        if (changed) {
            publish();
        }
        return calm;
    }

    /**
     * @return whether there were any
     */
    private boolean ejectOutliersIfDue(long now) {
        if (now - lastConduct < CONDUCT_NANOS) {
            return false;
        }
        lastConduct = now;
        boolean found = false;
        for (List<WatchedEndpoint> upstream : upstreams) {
            Map<String, WatchedEndpoint> byId = new HashMap<>();
            List<Outliers.Conduct> conducts = new ArrayList<>();
            upstream.forEach(it -> {
                byId.put(it.endpoint().id(), it);
                conducts.add(it.conduct());
            });
            for (String id : Outliers.of(conducts)) {
                WatchedEndpoint it = requireNonNull(byId.get(id));
                EndpointState before = it.state();
                it.happened(new EndpointEvent.Misbehaved("fails-its-requests"), now);
                count(before, it.state());
                found = true;
            }
        }
        return found;
    }

    private void count(EndpointState before, EndpointState after) {
        if (after instanceof Ejected ejected && !(before instanceof Ejected)) {
            ejections.merge(ejected.cause().word(), 1L, Long::sum);
        }
    }

    /** Only when something has changed: event loops sort their endpoints anew for each. */
    private void publish() {
        Map<String, EndpointState> states = new HashMap<>();
        watched.forEach((id, it) -> states.put(id, it.state()));
        current = new EndpointStates(states, gone);
        changed.run();
    }

    private void wake() {
        Thread waiting = watch;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    // ---- what is told of them ----

    /** How many endpoints are in each state, by its word. */
    public Map<String, Double> counts() {
        Map<String, Double> counts = new TreeMap<>();
        current.byId().values().forEach(state -> counts.merge(state.word(), 1.0, Double::sum));
        return counts;
    }

    /** How many ejections there were for each cause. */
    public Map<String, Double> ejections() {
        Map<String, Double> counts = new TreeMap<>();
        ejections.forEach((cause, count) -> counts.put(cause, (double) count));
        return counts;
    }

    /** What an operator has to mend: tasks that run and do not serve. */
    public synchronized List<Problem> problems() {
        long now = clock.getAsLong();
        List<Problem> problems = new ArrayList<>();
        for (WatchedEndpoint it : watched.values()) {
            if (it.failingFor(now) > PATIENCE_NANOS) {
                problems.add(EndpointProblem.of(it));
            }
        }
        return problems;
    }
}
