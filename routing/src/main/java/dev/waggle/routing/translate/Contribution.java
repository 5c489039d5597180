package dev.waggle.routing.translate;

import dev.waggle.routing.HostPattern;
import dev.waggle.routing.Route;
import dev.waggle.routing.Upstream;
import dev.waggle.routing.labels.RouteLabels;
import dev.waggle.routing.source.ServiceState;
import java.util.ArrayList;
import java.util.List;

/**
 * What one service adds to a route: its options, if it is the oldest, and its endpoints. Where no
 * other service adds anything, the route is the same object in every table that it stands in.
 */
final class Contribution {
    private final ServiceState service;
    private final RouteLabels labels;
    private final PickedEndpoints endpoints;
    private final String name;
    private final boolean prefersLocal;
    private final List<Share> shares;

    Contribution(ServiceState service, RouteLabels labels, PickedEndpoints endpoints) {
        this.service = service;
        this.labels = labels;
        this.endpoints = endpoints;
        this.name = labels.name().isEmpty() ? service.name() : service.name() + ":" + labels.name();
        // Hosts share their upstream, so that pools are shared too.
        Upstream upstream =
                new Upstream(
                        name, endpoints.endpoints(), endpoints.emptyReason(), service.outlook());
        this.prefersLocal = labels.options().endpoints().affinity().preferLocal();
        List<Share> made = new ArrayList<>();
        for (HostPattern host : labels.hosts()) {
            made.add(new Share(this, new Place(host, labels.context()), route(host, upstream)));
        }
        this.shares = List.copyOf(made);
    }

    ServiceState service() {
        return service;
    }

    RouteLabels labels() {
        return labels;
    }

    PickedEndpoints endpoints() {
        return endpoints;
    }

    /** Whether it asks for the tasks of the proxy's own node first. */
    boolean prefersLocal() {
        return prefersLocal;
    }

    /** What it adds at each of its hosts. */
    List<Share> shares() {
        return shares;
    }

    /** {@code blog_web}, or {@code blog_web:api} for a named route. */
    String name() {
        return name;
    }

    /** The route for one of its hosts, with these endpoints. */
    Route route(HostPattern host, Upstream upstream) {
        return new Route(
                name,
                host,
                labels.context(),
                labels.internalContext(),
                labels.priority(),
                upstream,
                labels.options());
    }
}
