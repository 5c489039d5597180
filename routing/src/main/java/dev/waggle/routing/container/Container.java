package dev.waggle.routing.container;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waggle.routing.docker.DockerUnavailable;
import dev.waggle.routing.docker.Fields;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A container, as {@code GET /containers/json} tells it.
 *
 * @param name without the slash before it
 * @param state {@code running}, {@code paused}, {@code exited} and the like
 * @param status the same in words; the only place in a list that says how healthy it is
 * @param networkMode {@code host}, {@code container:ID}, or the network that it was started on
 */
record Container(
        String id,
        String name,
        Instant createdAt,
        Map<String, String> labels,
        String state,
        String status,
        String networkMode,
        List<Attachment> attachments,
        List<PublishedPort> ports) {

    /** The same order in every reading. */
    static final Comparator<Container> STABLE_ORDER =
            Comparator.comparing(Container::createdAt).thenComparing(Container::id);

    private static final String PROJECT = "com.docker.compose.project";
    private static final String SERVICE = "com.docker.compose.service";
    private static final String ONE_OFF = "com.docker.compose.oneoff";
    private static final String SWARM_TASK = "com.docker.swarm.task.id";
    private static final String SHARED_MODE = "container:";
    private static final int SHORT_ID_CHARS = 12;

    static Container of(JsonNode json) throws DockerUnavailable {
        List<Attachment> attachments = new ArrayList<>();
        json.path("NetworkSettings").path("Networks").properties().stream()
                .map(one -> Attachment.of(one.getKey(), one.getValue()))
                .forEach(attachments::add);
        List<PublishedPort> ports = new ArrayList<>();
        json.path("Ports").forEach(port -> PublishedPort.of(port).ifPresent(ports::add));
        String id = Fields.required(json, "Id");
        return new Container(
                id,
                name(json, id),
                instant(json.path("Created").asLong(0)),
                Fields.labels(json.path("Labels")),
                Fields.required(json, "State"),
                Fields.text(json.path("Status")),
                Fields.text(json.path("HostConfig").path("NetworkMode")),
                List.copyOf(attachments),
                List.copyOf(ports));
    }

    /** The id as {@code docker ps} shows it. */
    String shortId() {
        return id.substring(0, Math.min(SHORT_ID_CHARS, id.length()));
    }

    /** {@code project_service} for Compose, whose containers share it; else the container's own. */
    String serviceName() {
        return isOfCompose() ? labels.get(PROJECT) + "_" + labels.get(SERVICE) : name;
    }

    /**
     * Whether it stands for a service here. Those of a Swarm's tasks do in the Swarm, one-off
     * commands ({@code docker compose run}) have the labels of a service and do not serve it. A
     * service of Compose is there as long as a container of it is, a stopped one included: its
     * requests wait. Any other container that has stopped is the service no more.
     */
    boolean isOfAService() {
        if (labels.containsKey(SWARM_TASK)
                || labels.getOrDefault(ONE_OFF, "").equalsIgnoreCase("true")) {
            return false;
        }
        return switch (state) {
            case "running", "paused", "restarting" -> true;
            case "removing", "dead" -> false;
            default -> isOfCompose();
        };
    }

    /** Whether it may be a task: one that is not up has no address. */
    boolean isUp() {
        return state.equals("running") || state.equals("paused");
    }

    /** Whether it can answer: neither paused, nor with a health check that says otherwise. */
    boolean isServing() {
        return state.equals("running")
                && !status.endsWith("(unhealthy)")
                && !status.endsWith("(health: starting)");
    }

    /** Whether it may well serve in a moment. */
    boolean isComing() {
        return switch (state) {
            case "created", "restarting" -> true;
            case "running" -> status.endsWith("(health: starting)");
            default -> false;
        };
    }

    /** Whether it has the network of its host. */
    boolean isOnHostNetwork() {
        return networkMode.equals("host");
    }

    /** The id of the container whose network it has; empty for a network of its own. */
    String networkOwner() {
        return networkMode.startsWith(SHARED_MODE)
                ? networkMode.substring(SHARED_MODE.length())
                : "";
    }

    private boolean isOfCompose() {
        return labels.containsKey(PROJECT) && labels.containsKey(SERVICE);
    }

    /** The names that links give it have a second slash. */
    private static String name(JsonNode json, String id) {
        for (JsonNode each : json.path("Names")) {
            String name = Fields.text(each);
            if (name.length() > 1 && name.lastIndexOf('/') == 0) {
                return name.substring(1);
            }
        }
        return id;
    }

    private static Instant instant(long seconds) throws DockerUnavailable {
        try {
            return Instant.ofEpochSecond(seconds);
        } catch (DateTimeException e) {
            throw new DockerUnavailable("a container was created at " + seconds, e);
        }
    }
}
