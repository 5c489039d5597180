package dev.waggle.routing.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waggle.routing.Draining;
import dev.waggle.routing.Outlook;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.source.TaskAddress;
import dev.waggle.routing.source.TaskState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A snapshot as JSON: pure. */
final class SnapshotJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SnapshotJson() {}

    static byte[] write(Snapshot snapshot) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("savedAt", snapshot.savedAt().toString());
        ArrayNode services = json.putArray("services");
        snapshot.state().services().forEach(service -> write(service, services.addObject()));
        return MAPPER.writeValueAsBytes(json);
    }

    private static void write(ServiceState service, ObjectNode json) {
        json.put("id", service.id());
        json.put("name", service.name());
        json.put("createdAt", service.createdAt().toString());
        service.labels().forEach(json.putObject("labels")::put);
        service.containerLabels().forEach(json.putObject("containerLabels")::put);
        json.put("outlook", service.outlook().name());
        ArrayNode tasks = json.putArray("tasks");
        service.tasks().forEach(task -> write(task, tasks.addObject()));
    }

    private static void write(TaskState task, ObjectNode json) {
        json.put("id", task.id());
        json.put("node", task.node());
        json.put("running", task.running());
        Draining drain = task.drain();
        if (drain != null) {
            json.put("drainingSince", drain.since().toString());
            json.put("grace", drain.grace().toString());
        }
        ArrayNode addresses = json.putArray("addresses");
        task.addresses().forEach(address -> write(address, addresses.addObject()));
    }

    private static void write(TaskAddress address, ObjectNode json) {
        json.put("network", address.network());
        json.put("host", address.host());
        address.port().ifPresent(port -> json.put("port", port));
        json.put("reachable", address.reachable());
        ObjectNode published = json.putObject("published");
        address.published().forEach((task, host) -> published.put(task.toString(), host));
    }

    /**
     * @throws SnapshotRefused when it is something else
     */
    static Snapshot read(byte[] json) throws SnapshotRefused {
        try {
            JsonNode root = MAPPER.readTree(json);
            List<ServiceState> services = new ArrayList<>();
            for (JsonNode service : root.required("services")) {
                services.add(service(service));
            }
            return new Snapshot(instant(root, "savedAt"), new SourceState(services));
        } catch (IOException | RuntimeException e) {
            throw new SnapshotRefused("it cannot be read", e);
        }
    }

    private static ServiceState service(JsonNode json) {
        List<TaskState> tasks = new ArrayList<>();
        json.required("tasks").forEach(task -> tasks.add(task(task)));
        return new ServiceState(
                text(json, "id"),
                text(json, "name"),
                instant(json, "createdAt"),
                labels(json.required("labels")),
                labels(json.required("containerLabels")),
                tasks,
                Outlook.valueOf(text(json, "outlook")));
    }

    private static TaskState task(JsonNode json) {
        List<TaskAddress> addresses = new ArrayList<>();
        json.required("addresses").forEach(address -> addresses.add(address(address)));
        return new TaskState(
                text(json, "id"),
                text(json, "node"),
                json.required("running").booleanValue(),
                drain(json),
                addresses);
    }

    private static @Nullable Draining drain(JsonNode json) {
        return json.has("drainingSince")
                ? new Draining(instant(json, "drainingSince"), Duration.parse(text(json, "grace")))
                : null;
    }

    private static TaskAddress address(JsonNode json) {
        Map<Integer, Integer> published = new HashMap<>();
        json.required("published")
                .properties()
                .forEach(port ->
                        published.put(Integer.valueOf(port.getKey()), port.getValue().intValue()));
        return new TaskAddress(
                text(json, "network"),
                text(json, "host"),
                json.has("port")
                        ? OptionalInt.of(json.get("port").intValue())
                        : OptionalInt.empty(),
                json.required("reachable").booleanValue(),
                published);
    }

    private static Map<String, String> labels(JsonNode json) {
        Map<String, String> labels = new HashMap<>();
        json.properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    private static String text(JsonNode json, String name) {
        return json.required(name).asText();
    }

    private static Instant instant(JsonNode json, String name) {
        return Instant.parse(text(json, name));
    }
}
