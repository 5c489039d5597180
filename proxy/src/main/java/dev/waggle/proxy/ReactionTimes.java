package dev.waggle.proxy;

import dev.waggle.routing.Endpoint;
import dev.waggle.routing.RouteTable;
import java.time.Duration;
import java.time.Instant;
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
        Set<String> services = named(before, Endpoint::service);
        Set<String> tasks = named(before, Endpoint::task);
        Set<String> draining = before.draining().keySet();
        Set<String> ids = before.endpointIds();
        endpoints(after)
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

    private static Stream<Endpoint> endpoints(RouteTable table) {
        return table.routes().stream().flatMap(route -> route.upstream().endpoints().stream());
    }

    private static Set<String> named(RouteTable table, Function<Endpoint, String> name) {
        return endpoints(table).map(name).collect(Collectors.toUnmodifiableSet());
    }

    private static Duration atLeastZero(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    /** Least, median and longest in seconds, by quantile; none before the first. */
    Map<String, Double> quantiles() {
        return reactions.quantiles();
    }
}
