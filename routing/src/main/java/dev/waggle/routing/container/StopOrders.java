package dev.waggle.routing.container;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers which containers were told to stop: a list of containers calls them running until they
 * have. One that still runs after a minute did not take it for an order. Safe for threads.
 */
final class StopOrders {
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int MAX_CONTAINERS = 10_000;

    private final InstantSource clock;
    private final Map<String, Instant> orders = new HashMap<>();

    StopOrders(InstantSource clock) {
        this.clock = clock;
    }

    /** This container was sent a signal to stop. */
    synchronized void ordered(String container) {
        if (orders.size() < MAX_CONTAINERS) {
            orders.put(container, clock.instant());
        }
    }

    /** It has been started since. */
    synchronized void over(String container) {
        orders.remove(container);
    }

    synchronized void clear() {
        orders.clear();
    }

    /** All that are to stop, with the time at which they were told, by id. */
    synchronized Map<String, Instant> containers() {
        Instant oldest = clock.instant().minus(KEPT);
        orders.values().removeIf(since -> since.isBefore(oldest));
        return Map.copyOf(orders);
    }
}
