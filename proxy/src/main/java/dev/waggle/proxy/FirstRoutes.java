package dev.waggle.proxy;

import dev.waggle.routing.Route;
import dev.waggle.routing.RouteTable;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first route of each host of a table, by the text of the host: who has thousands of names
 * cannot look through thousands of routes for each.
 */
final class FirstRoutes {
    private record Place(int position, String route) {}

    private final Map<String, Place> byHost = new HashMap<>();

    FirstRoutes(RouteTable table) {
        List<Route> routes = table.routes();
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            byHost.putIfAbsent(route.host().text(), new Place(i, route.name()));
        }
    }

    /** Name of the first route for one of the hosts; empty where there is none. */
    String of(Collection<String> hosts) {
        return hosts.stream()
                .flatMap(host -> Optional.ofNullable(byHost.get(host)).stream())
                .min(Comparator.comparingInt(Place::position))
                .map(Place::route)
                .orElse("");
    }
}
