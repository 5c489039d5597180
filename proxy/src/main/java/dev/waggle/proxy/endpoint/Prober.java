package dev.waggle.proxy.endpoint;

import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;
import java.time.Duration;
import java.util.function.Consumer;

/** Looks at an endpoint: connects to it, and asks about its health where its route says how. */
public interface Prober {
    /**
     * Looks once, without waiting.
     *
     * @param route one that the endpoint serves
     * @param patience how long a connection may take to be made, where the route has more
     * @param result told once, on any thread, within the times of the route
     */
    void probe(Route route, Endpoint endpoint, Duration patience, Consumer<ProbeResult> result);
}
