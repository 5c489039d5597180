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
    private final List<Route> alone;

    Contribution(ServiceState service, RouteLabels labels, PickedEndpoints endpoints) {
        this.service = service;
        this.labels = labels;
        this.endpoints = endpoints;
        this.name = labels.name().isEmpty() ? service.name() : service.name() + ":" + labels.name();
        // Hosts share their upstream, so that pools are shared too.
        Upstream upstream =
                new Upstream(
                        name, endpoints.endpoints(), endpoints.emptyReason(), service.outlook());
        List<Route> routes = new ArrayList<>();
        labels.hosts().forEach(host -> routes.add(route(host, upstream)));
        this.alone = List.copyOf(routes);
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

    /** {@code blog_web}, or {@code blog_web:api} for a named route. */
    String name() {
        return name;
    }

    /** The route for one of its hosts where no other service adds to it. */
    Route alone(HostPattern host) {
        return alone.get(labels.hosts().indexOf(host));
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
