package dev.waggle.proxy;

import dev.waggle.routing.Draining;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How long tasks lived on after it was known that they would stop: the time that Waggle has to end
 * what it has with them. Of the last ones only. Safe for threads.
 */
final class DrainLeads {
    private final LastDurations leads = new LastDurations();
    private Map<String, Instant> draining = Map.of();

    /**
     * Follows a new table.
     *
     * @param now when it was published
     * @param endpoints the ids of all endpoints
     * @param nowDraining those that drain
     */
    synchronized void follow(
            Instant now, Set<String> endpoints, Map<String, Draining> nowDraining) {
        Map<String, Instant> next = new HashMap<>();
        for (String endpoint : nowDraining.keySet()) {
            next.put(endpoint, draining.getOrDefault(endpoint, now));
        }
        draining.forEach((endpoint, since) -> {
            if (!endpoints.contains(endpoint)) {
                leads.add(Duration.between(since, now));
            }
        });
        draining = next;
    }

    /** Least, median and longest in seconds, by quantile; none before the first task ended. */
    Map<String, Double> quantiles() {
        return leads.quantiles();
    }
}
