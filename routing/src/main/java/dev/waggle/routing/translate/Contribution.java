package dev.waggle.routing.translate;

import dev.waggle.routing.labels.RouteLabels;
import dev.waggle.routing.source.ServiceState;

/** What one service adds to a route: its options, if it is the oldest, and its endpoints. */
record Contribution(ServiceState service, RouteLabels labels, PickedEndpoints endpoints) {
    /** {@code blog_web}, or {@code blog_web:api} for a named route. */
    String name() {
        return labels.name().isEmpty() ? service.name() : service.name() + ":" + labels.name();
    }
}
