package dev.waggle.routing.swarm;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers since when each task is wanted to stop. Docker tells only that it is, and when it last
 * wrote something down of the task, which was this; but by the clock of a manager. So its word
 * counts within what we know ourselves: after the last reading in which the task was not wanted to
 * stop, and before the first in which it was. Holds no more than the last reading has. Used by one
 * thread.
 */
final class DrainTimes {
    private Map<String, Instant> since = Map.of();
    private @Nullable Instant lastReading;

    /**
     * Takes note of what a reading has brought.
     *
     * @param now after Docker has answered
     * @return the times by the ids of the tasks that are draining now
     */
    Map<String, Instant> seen(List<SwarmTask> tasks, Instant now) {
        Map<String, Instant> draining = new HashMap<>();
        for (SwarmTask task : tasks) {
            if (task.isDraining()) {
                Instant known = since.get(task.id());
                draining.put(task.id(), known == null ? decided(task, now) : known);
            }
        }
        since = Map.copyOf(draining);
        return since;
    }

    /**
     * All that is wanted to stop by then has been seen.
     *
     * @param begun when the last reading began
     */
    void upTo(Instant begun) {
        lastReading = begun;
    }

    private Instant decided(SwarmTask task, Instant now) {
        Instant written = task.written();
        if (lastReading == null || written.isAfter(now)) {
            return now;
        }
        return written.isBefore(lastReading) ? lastReading : written;
    }
}
