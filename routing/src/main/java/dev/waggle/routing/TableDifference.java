package dev.waggle.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
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

    /** From one table to the one that takes its place; soon, where they share most routes. */
    public static TableDifference between(RouteTable before, RouteTable after) {
        Map<String, Route> oldRoutes = byKey(before.notIn(after));
        Map<String, Route> newRoutes = byKey(after.notIn(before));
        Map<String, Endpoint> oldEndpoints = endpoints(oldRoutes.values());
        Map<String, Endpoint> newEndpoints = endpoints(newRoutes.values());
        Set<String> came = missing(newEndpoints.keySet(), oldEndpoints.keySet());
        Set<String> went = missing(oldEndpoints.keySet(), newEndpoints.keySet());
        return new TableDifference(
                List.copyOf(missing(newRoutes.keySet(), oldRoutes.keySet())),
                List.copyOf(missing(oldRoutes.keySet(), newRoutes.keySet())),
                changed(oldRoutes, newRoutes),
                names(newEndpoints, withoutThoseOf(before, came)),
                names(oldEndpoints, withoutThoseOf(after, went)),
                names(newEndpoints, nowDraining(oldEndpoints, newEndpoints)),
                missing(Set.copyOf(after.problems()), Set.copyOf(before.problems())).size(),
                missing(Set.copyOf(before.problems()), Set.copyOf(after.problems())).size());
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

    private static Map<String, Route> byKey(List<Route> routes) {
        Map<String, Route> byKey = new TreeMap<>();
        routes.forEach(route -> byKey.put(route.key(), route));
        return byKey;
    }

    private static Map<String, Endpoint> endpoints(Collection<Route> routes) {
        Map<String, Endpoint> endpoints = new HashMap<>();
        for (Route route : routes) {
            route.upstream().endpoints().forEach(e -> endpoints.put(e.id(), e));
        }
        return endpoints;
    }

    /** A route that both tables share may lead to an endpoint as well. */
    private static Set<String> withoutThoseOf(RouteTable table, Set<String> ids) {
        if (!ids.isEmpty()) {
            for (Route route : table.routes()) {
                route.upstream().endpoints().forEach(e -> ids.remove(e.id()));
            }
        }
        return ids;
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

    private static Set<String> nowDraining(
            Map<String, Endpoint> before, Map<String, Endpoint> after) {
        Set<String> ids = new HashSet<>();
        for (Endpoint endpoint : after.values()) {
            Endpoint earlier = before.get(endpoint.id());
            if (endpoint.draining() && earlier != null && !earlier.draining()) {
                ids.add(endpoint.id());
            }
        }
        return ids;
    }

    private static <T> Set<T> missing(Set<T> wanted, Set<T> present) {
        Set<T> missing = new LinkedHashSet<>(wanted);
        missing.removeAll(present);
        return missing;
    }

    private static List<String> names(Map<String, Endpoint> endpoints, Set<String> ids) {
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
