package dev.waggle.routing.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waggle.routing.docker.DockerUnavailable;
import dev.waggle.routing.docker.Fields;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

/**
 * A service, as {@code GET /services} tells it.
 *
 * @param updating whether an update or its rollback is going on
 * @param wanted whether it is to have a task at all: it is not scaled to zero
 */
record SwarmService(
        String id,
        String name,
        Instant createdAt,
        Map<String, String> labels,
        Map<String, String> containerLabels,
        boolean updating,
        boolean wanted) {

    static SwarmService of(JsonNode json) throws DockerUnavailable {
        JsonNode spec = json.path("Spec");
        return new SwarmService(
                Fields.required(json, "ID"),
                Fields.required(spec, "Name"),
                instant(Fields.required(json, "CreatedAt")),
                Fields.labels(spec.path("Labels")),
                Fields.labels(spec.path("TaskTemplate").path("ContainerSpec").path("Labels")),
                isUpdating(Fields.text(json.path("UpdateStatus").path("State"))),
                isWanted(spec.path("Mode")));
    }

    private static Instant instant(String text) throws DockerUnavailable {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new DockerUnavailable("'" + text + "' is not an instant", e);
        }
    }

    /** Modes other than the replicated one say no number: a task on each node, or a job's. */
    private static boolean isWanted(JsonNode mode) {
        return mode.path("Replicated").path("Replicas").asLong(1) > 0;
    }

    private static boolean isUpdating(String state) {
        return state.equals("updating") || state.equals("rollback_started");
    }
}
