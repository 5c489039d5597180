package dev.waggle.proxy.endpoint;

import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint under watch, from when a table first names it until one no longer does. Belongs to
 * {@link Endpoints}, under its lock.
 */
final class WatchedEndpoint {
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
        happened(new EndpointEvent.TimePassed(), now);
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

    /** For how many nanoseconds it has not served; 0 when it does. */
    long failingFor(long now) {
        return isFailing() ? now - lastWell : 0;
    }

    /** One probe at a time. */
    void probeIfDue(Prober prober, long now) {
        if (!probing && ProbeSchedule.isDue(standing.state(), looked, lastProbe, 0, now)) {
            probing = true;
            prober.probe(route, endpoint, this::answered);
        }
    }

    private void answered(ProbeResult result) {
        answer.set(result);
        wake.run();
    }
}
