package dev.waggle.routing.source;

import dev.waggle.routing.Draining;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One task of a service.
 *
 * @param id the task's id; in a stack file the endpoint's text
 * @param node the name of the node that it runs on, empty where unknown
 * @param running whether it runs and is wanted to run
 * @param drain since when it is wanted to stop although it still runs; null while it is not
 * @param addresses where it can be reached, one for each network that it is attached to
 */
public record TaskState(
        String id,
        String node,
        boolean running,
        @Nullable Draining drain,
        List<TaskAddress> addresses) {
    public TaskState {
        addresses = List.copyOf(addresses);
    }

    /** One that runs, and is wanted to. */
    public static TaskState running(String id, String node, List<TaskAddress> addresses) {
        return new TaskState(id, node, true, null, addresses);
    }

    /** Whether it still runs but is wanted to stop. */
    public boolean draining() {
        return drain != null;
    }
}
