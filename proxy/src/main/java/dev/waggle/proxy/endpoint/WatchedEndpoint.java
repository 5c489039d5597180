package dev.waggle.proxy.endpoint;

import dev.waggle.routing.Endpoint;
import dev.waggle.routing.HealthCheck;
import dev.waggle.routing.Route;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint under watch, from when a table first names it until one no longer does. Belongs to
 * {@link Endpoints}, under its lock.
 */
final class WatchedEndpoint {
    /** Happens to each of thousands many times a second. */
    private static final EndpointEvent TIME_PASSED = new EndpointEvent.TimePassed();

    final EndpointVitals vitals;
    private final AtomicReference<@Nullable ProbeResult> answer = new AtomicReference<>();
    private final Runnable wake;
    private Route route;
    private Endpoint endpoint;
    private EndpointRules rules;
    private Standing standing;
    private long lastProbe;
    private long lastWell;
    private boolean probing;
    private boolean looked;
    private long answersBefore;
    private long errorsBefore;

    WatchedEndpoint(Route route, Endpoint endpoint, EndpointRules rules, long now, Runnable wake) {
        this.route = route;
        this.endpoint = endpoint;
        this.rules = rules;
        this.wake = wake;
        this.vitals = new EndpointVitals(wake);
        this.standing = Standing.unknown(now);
        this.lastProbe = now;
        this.lastWell = now;
    }

    /** As the newest table describes it. */
    void describedBy(Route newest, Endpoint newestEndpoint, EndpointRules newestRules) {
        route = newest;
        endpoint = newestEndpoint;
        rules = newestRules;
    }

    /** Whether the newest table describes it as the one before. */
    boolean isAsIn(Route newest, Endpoint newestEndpoint) {
        return route.equals(newest) && endpoint.equals(newestEndpoint);
    }

    Route route() {
        return route;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    EndpointState state() {
        return standing.state();
    }

    void happened(EndpointEvent event, long now) {
        Standing next = EndpointTransitions.next(standing, event, rules, now);
        looked &= next.state().getClass() == standing.state().getClass();
        standing = next;
    }

    /** What the event loops and the last probe have found out since this was asked last. */
    void learn(long now) {
        ProbeResult result = answer.getAndSet(null);
        if (result != null) {
            probing = false;
            lastProbe = now;
            looked = true;
            happened(new EndpointEvent.Probed(result), now);
        }
        String failure = vitals.takeConnectFailure();
        if (failure != null) {
            happened(new EndpointEvent.ConnectFailed(failure), now);
        }
        happened(TIME_PASSED, now);
        if (!isFailing()) {
            lastWell = now;
        }
    }

    private boolean isFailing() {
        return switch (standing.state()) {
            case EndpointState.Probing probing -> probing.failures() > 0;
            case EndpointState.Ejected _ -> true;
            case EndpointState.SlowStart _,
                    EndpointState.Up _,
                    EndpointState.Suspect _,
                    EndpointState.Draining _ ->
                    false;
        };
    }

    /** Whether nothing but its health check and what others say will change it. */
    boolean isCalm() {
        return switch (standing.state()) {
            case EndpointState.Up _, EndpointState.Draining _ -> true;
            case EndpointState.Probing _,
                    EndpointState.SlowStart _,
                    EndpointState.Suspect _,
                    EndpointState.Ejected _ ->
                    false;
        };
    }

    /** For how many nanoseconds it has not served; 0 when it does. */
    long failingFor(long now) {
        return isFailing() ? now - lastWell : 0;
    }

    /** One probe at a time. */
    void probeIfDue(Prober prober, long now) {
        if (!probing && ProbeSchedule.isDue(standing.state(), looked, lastProbe, interval(), now)) {
            probing = true;
            Duration longest = route.options().timeouts().connect();
            Duration patience = ProbeSchedule.patience(standing.state(), longest, now);
            prober.probe(route, endpoint, patience, this::answered);
        }
    }

    /** Of its health check; 0 without one. */
    private long interval() {
        HealthCheck health = route.options().endpoints().health();
        return health == null ? 0 : health.interval().toNanos();
    }

    /** What it did since this was asked last. */
    Outliers.Conduct conduct() {
        long answers = vitals.answers();
        long errors = vitals.errors();
        Outliers.Conduct conduct =
                new Outliers.Conduct(
                        endpoint.id(),
                        Math.max(0, answers - answersBefore),
                        Math.max(0, errors - errorsBefore),
                        standing.state() instanceof EndpointState.Ejected);
        answersBefore = answers;
        errorsBefore = errors;
        return conduct;
    }

    private void answered(ProbeResult result) {
        answer.set(result);
        wake.run();
    }
}
