package dev.waggle.routing.source;

import java.util.List;

/**
 * One task of a service.
 *
 * @param id the task's id; in a stack file the endpoint's text
 * @param node the name of the node that it runs on, empty where unknown
 * @param running whether it runs and is wanted to run
 * @param draining whether it still runs but is wanted to stop
 * @param addresses where it can be reached, one for each network that it is attached to
 */
public record TaskState(
        String id, String node, boolean running, boolean draining, List<TaskAddress> addresses) {
    public TaskState {
        addresses = List.copyOf(addresses);
    }
}
