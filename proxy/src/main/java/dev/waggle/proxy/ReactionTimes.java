package dev.waggle.proxy;

import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteTable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How long it took from the manager's writing down that a task runs, or is to stop, to the table
 * that says so. The clocks are two, so what would be negative is zero. One thread at a time; the
 * quantiles from any.
 */
final class ReactionTimes {
    private final LastDurations reactions = new LastDurations();

    /**
     * A table takes the place of another.
     *
     * @param now when it was published
     * @param written when the manager last wrote something down of each task, by its id
     */
    void published(Instant now, RouteTable before, RouteTable after, Map<String, Instant> written) {
        List<Endpoint> changed = endpoints(after.notIn(before)).toList();
        Set<String> services = known(before, changed, Endpoint::service);
        Set<String> tasks = known(before, changed, Endpoint::task);
        Set<String> draining = before.draining().keySet();
        Set<String> ids = known(before, changed, Endpoint::id);
        changed.stream()
                // A service that has just got its first route says nothing of when its tasks came.
                .filter(it -> services.contains(it.service()))
                .filter(it ->
                        it.draining()
                                ? ids.contains(it.id()) && !draining.contains(it.id())
                                : !tasks.contains(it.task()))
                .map(Endpoint::task)
                .distinct()
                .map(written::get)
                .filter(it -> it != null && it.isAfter(Instant.EPOCH))
                .forEach(it -> reactions.add(atLeastZero(Duration.between(it, now))));
    }

    private static Stream<Endpoint> endpoints(List<Route> routes) {
        return routes.stream().flatMap(route -> route.upstream().endpoints().stream());
    }

    /** Those names of these endpoints that a table has too. */
    private static Set<String> known(
            RouteTable table, List<Endpoint> endpoints, Function<Endpoint, String> name) {
        Set<String> names = endpoints.stream().map(name).collect(Collectors.toUnmodifiableSet());
        Set<String> known = new HashSet<>();
        for (Route route : table.routes()) {
            for (Endpoint endpoint : route.upstream().endpoints()) {
                if (names.contains(name.apply(endpoint))) {
                    known.add(name.apply(endpoint));
                }
            }
        }
        return known;
    }

    private static Duration atLeastZero(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    /** Least, median and longest in seconds, by quantile; none before the first. */
    Map<String, Double> quantiles() {
        return reactions.quantiles();
    }
}
