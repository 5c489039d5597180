package dev.waggle.routing.swarm;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers when each task was first seen to be wanted to stop; Docker tells only that it is. Holds
 * no more than the last reading has. Used by one thread.
 */
final class DrainTimes {
    private Map<String, Instant> since = Map.of();

    /**
     * Takes note of a reading.
     *
     * @return the times by the ids of the tasks that are draining now
     */
    Map<String, Instant> seen(List<SwarmTask> tasks, Instant now) {
        Map<String, Instant> draining = new HashMap<>();
        for (SwarmTask task : tasks) {
            if (task.isDraining()) {
                draining.put(task.id(), since.getOrDefault(task.id(), now));
            }
        }
        since = Map.copyOf(draining);
        return since;
    }
}
