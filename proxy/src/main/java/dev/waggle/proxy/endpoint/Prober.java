package dev.waggle.proxy.endpoint;

import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;
import java.util.function.Consumer;

/** Looks at an endpoint: connects to it, and asks about its health where its route says how. */
public interface Prober {
    /**
     * Looks once, without waiting.
     *
     * @param route one that the endpoint serves
     * @param result told once, on any thread, within the times of the route
     */
    void probe(Route route, Endpoint endpoint, Consumer<ProbeResult> result);
}
