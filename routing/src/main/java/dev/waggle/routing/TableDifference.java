package dev.waggle.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What became different between two tables, for the one line that an update logs.
 *
 * @param addedRoutes keys of routes that are new
 * @param removedRoutes keys of routes that are gone
 * @param changedRoutes keys of routes whose options or upstream changed other than in endpoints
 * @param addedEndpoints {@code service address:port}, sorted
 * @param removedEndpoints the same
 * @param drainingEndpoints those that began to drain
 * @param addedProblems how many problems are new
 * @param removedProblems how many are solved
 */
public record TableDifference(
        List<String> addedRoutes,
        List<String> removedRoutes,
        List<String> changedRoutes,
        List<String> addedEndpoints,
        List<String> removedEndpoints,
        List<String> drainingEndpoints,
        int addedProblems,
        int removedProblems) {
    private static final int SHOWN = 5;

    /** From one table to the one that takes its place. */
    public static TableDifference between(RouteTable before, RouteTable after) {
        Map<String, Route> oldRoutes = routesByKey(before);
        Map<String, Route> newRoutes = routesByKey(after);
        Map<String, Endpoint> oldEndpoints = endpointsById(before);
        Map<String, Endpoint> newEndpoints = endpointsById(after);
        return new TableDifference(
                missing(newRoutes.keySet(), oldRoutes.keySet()),
                missing(oldRoutes.keySet(), newRoutes.keySet()),
                changed(oldRoutes, newRoutes),
                names(newEndpoints, missing(newEndpoints.keySet(), oldEndpoints.keySet())),
                names(oldEndpoints, missing(oldEndpoints.keySet(), newEndpoints.keySet())),
                names(newEndpoints, nowDraining(oldEndpoints, newEndpoints)),
                missing(new HashSet<>(after.problems()), new HashSet<>(before.problems())).size(),
                missing(new HashSet<>(before.problems()), new HashSet<>(after.problems())).size());
    }

    /** One line, bounded however much changed. */
    public String summary() {
        List<String> parts = new ArrayList<>();
        describe(parts, "routes added", addedRoutes);
        describe(parts, "routes removed", removedRoutes);
        describe(parts, "routes changed", changedRoutes);
        describe(parts, "endpoints added", addedEndpoints);
        describe(parts, "endpoints removed", removedEndpoints);
        describe(parts, "endpoints draining", drainingEndpoints);
        if (addedProblems > 0) {
            parts.add(addedProblems + " new problems");
        }
        if (removedProblems > 0) {
            parts.add(removedProblems + " problems solved");
        }
        return parts.isEmpty() ? "no route changed" : String.join("; ", parts);
    }

    private static void describe(List<String> parts, String what, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
        parts.add(names.size() + " " + what + ": " + shown + more);
    }

    private static Map<String, Route> routesByKey(RouteTable table) {
        Map<String, Route> routes = new TreeMap<>();
        table.routes().forEach(route -> routes.put(route.key(), route));
        return routes;
    }

    private static Map<String, Endpoint> endpointsById(RouteTable table) {
        Map<String, Endpoint> endpoints = new HashMap<>();
        for (Route route : table.routes()) {
            route.upstream().endpoints().forEach(e -> endpoints.put(e.id(), e));
        }
        return endpoints;
    }

    private static List<String> changed(Map<String, Route> before, Map<String, Route> after) {
        return after.entrySet().stream()
                .filter(entry -> isChanged(before.get(entry.getKey()), entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isChanged(@Nullable Route before, Route after) {
        return before != null && !withoutEndpoints(before).equals(withoutEndpoints(after));
    }

    private static Route withoutEndpoints(Route route) {
        return new Route(
                route.name(),
                route.host(),
                route.context(),
                route.internalContext(),
                route.priority(),
                new Upstream(route.upstream().key(), List.of(), "left out"),
                route.options());
    }

    private static List<String> nowDraining(
            Map<String, Endpoint> before, Map<String, Endpoint> after) {
        List<String> ids = new ArrayList<>();
        for (Endpoint endpoint : after.values()) {
            Endpoint earlier = before.get(endpoint.id());
            if (endpoint.draining() && earlier != null && !earlier.draining()) {
                ids.add(endpoint.id());
            }
        }
        return ids;
    }

    private static <T> List<T> missing(Set<T> wanted, Set<T> present) {
        return wanted.stream().filter(key -> !present.contains(key)).toList();
    }

    private static List<String> names(Map<String, Endpoint> endpoints, List<String> ids) {
        Set<String> names = new TreeSet<>();
        for (String id : ids) {
            Endpoint endpoint = endpoints.get(id);
            if (endpoint != null) {
                names.add(endpoint.service() + " " + endpoint.authority());
            }
        }
        return List.copyOf(names);
    }
}
