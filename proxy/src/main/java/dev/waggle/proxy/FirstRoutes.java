package dev.waggle.proxy;

import dev.waggle.routing.Route;
import dev.waggle.routing.RouteTable;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first route of each host of a table, by the text of the host: who has thousands of names
 * cannot look through thousands of routes for each. Made when it is first asked. For one thread.
 */
final class FirstRoutes {
    private record Place(int position, String route) {}

    private final List<Route> routes;
    private @Nullable Map<String, Place> byHost;

    FirstRoutes(RouteTable table) {
        routes = table.routes();
    }

    /** Name of the first route for one of the hosts; empty where there is none. */
    String of(Collection<String> hosts) {
        Map<String, Place> places = byHost();
        return hosts.stream()
                .flatMap(host -> Optional.ofNullable(places.get(host)).stream())
                .min(Comparator.comparingInt(Place::position))
                .map(Place::route)
                .orElse("");
    }

    private Map<String, Place> byHost() {
        Map<String, Place> places = byHost;
        if (places == null) {
            places = HashMap.newHashMap(routes.size());
            for (int i = 0; i < routes.size(); i++) {
                Route route = routes.get(i);
                places.putIfAbsent(route.host().text(), new Place(i, route.name()));
            }
            byHost = places;
        }
        return places;
    }
}
