package dev.waggle.proxy;

import dev.waggle.routing.Draining;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How long tasks lived on after it was known that they would stop: the time that Waggle has to end
 * what it has with them. Of the last ones only. Safe for threads.
 */
final class DrainLeads {
    private static final int KEPT = 256;

    private final ArrayDeque<Duration> leads = new ArrayDeque<>();
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
                ended(Duration.between(since, now));
            }
        });
        draining = next;
    }

    private void ended(Duration lead) {
        if (leads.size() == KEPT) {
            leads.removeFirst();
        }
        leads.addLast(lead);
    }

    /** Least, median and longest in seconds, by quantile; none before the first task ended. */
    synchronized Map<String, Double> quantiles() {
        Map<String, Double> quantiles = new TreeMap<>();
        double[] seconds = leads.stream().mapToDouble(it -> it.toMillis() / 1e3).sorted().toArray();
        if (seconds.length > 0) {
            quantiles.put("0", seconds[0]);
            quantiles.put("0.5", seconds[seconds.length / 2]);
            quantiles.put("1", seconds[seconds.length - 1]);
        }
        return quantiles;
    }
}
