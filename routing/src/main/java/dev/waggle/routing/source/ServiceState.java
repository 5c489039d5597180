package dev.waggle.routing.source;

import dev.waggle.routing.Outlook;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A service as a source saw it: the input of the translation into routes.
 *
 * @param id stable over updates, unique among all sources
 * @param name the full name, {@code stack_service} in a Swarm
 * @param createdAt which service counts as the oldest; a stack file gives ascending instants in
 *     file order
 * @param labels the service's labels
 * @param containerLabels labels that its containers carry, where routing labels have no effect and
 *     are reported
 * @param tasks the tasks that may serve, in a stable order
 * @param outlook whether more of them are on their way
 */
public record ServiceState(
        String id,
        String name,
        Instant createdAt,
        Map<String, String> labels,
        Map<String, String> containerLabels,
        List<TaskState> tasks,
        Outlook outlook) {
    public ServiceState {
        labels = Map.copyOf(labels);
        containerLabels = Map.copyOf(containerLabels);
        tasks = List.copyOf(tasks);
    }

    /** One that will have no other tasks by itself. */
    public ServiceState(
            String id,
            String name,
            Instant createdAt,
            Map<String, String> labels,
            Map<String, String> containerLabels,
            List<TaskState> tasks) {
        this(id, name, createdAt, labels, containerLabels, tasks, Outlook.SETTLED);
    }
}
