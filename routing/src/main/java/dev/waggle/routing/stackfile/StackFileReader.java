package dev.waggle.routing.stackfile;

import dev.waggle.routing.Malformed;
import dev.waggle.routing.Problem;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.source.TaskAddress;
import dev.waggle.routing.source.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads services from the bytes of a stack file: {@code services.*.deploy.labels}, {@code
 * services.*.labels}, and the endpoints from {@code x-waggle.endpoints}.
 *
 * <p>The order of the services is their age. A part that has the wrong shape is left out and
 * becomes a problem.
 */
public final class StackFileReader {
    private static final int MAX_SERVICES = 10_000;
    private static final int MAX_ENDPOINTS = 1_000;

    private final List<Problem> problems = new ArrayList<>();

    private final Interpolation interpolation;

    private StackFileReader(Interpolation interpolation) {
        this.interpolation = interpolation;
    }

    /**
     * The services of a file.
     *
     * @param bytes at most 1 MiB, UTF-8
     * @param variables filled in for {@code ${NAME}} in labels and endpoints
     * @throws Malformed with the line, when the file as a whole cannot be read
     */
    public static StackFile read(byte[] bytes, Map<String, String> variables) {
        Map<?, ?> document = StackYaml.read(bytes);
        StackFileReader reader = new StackFileReader(new Interpolation(variables));
        return new StackFile(
                new SourceState(reader.services(document)), List.copyOf(reader.problems));
    }

    private List<ServiceState> services(Map<?, ?> document) {
        Map<?, ?> services = mapping("", "services", document.get("services"));
        if (services.size() > MAX_SERVICES) {
            throw new Malformed(
                    "has more than " + MAX_SERVICES + " services", "a file with fewer services");
        }
        Map<?, ?> waggle = mapping("", "x-waggle", document.get("x-waggle"));
        Map<?, ?> endpoints = mapping("", "x-waggle.endpoints", waggle.get("endpoints"));
        reportStrangers(services, endpoints);
        List<ServiceState> states = new ArrayList<>();
        services.forEach((name, body) -> {
            String service = String.valueOf(name);
            List<TaskState> tasks = tasks(service, endpoints.get(name));
            states.add(service(service, states.size(), body, tasks));
        });
        return states;
    }

    private ServiceState service(
            String name, int position, @Nullable Object body, List<TaskState> tasks) {
        Map<?, ?> service = mapping(name, "services." + name, body);
        Map<?, ?> deploy = mapping(name, "deploy", service.get("deploy"));
        return new ServiceState(
                name,
                name,
                Instant.ofEpochSecond(position),
                labels(name, "deploy.labels", deploy.get("labels")),
                labels(name, "labels", service.get("labels")),
                tasks);
    }

    private void reportStrangers(Map<?, ?> services, Map<?, ?> endpoints) {
        for (Object name : endpoints.keySet()) {
            if (!services.containsKey(name)) {
                problem(
                        String.valueOf(name),
                        "x-waggle.endpoints",
                        "",
                        "there is no service of this name in the file",
                        "write the name of a service below services:");
            }
        }
    }

    /** Both forms that Compose allows: a mapping, or a list of {@code key=value}. */
    private Map<String, String> labels(String service, String where, @Nullable Object value) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (value instanceof List<?> list) {
            for (Object entry : list) {
                addLabel(service, where, entry, labels);
            }
            return labels;
        }
        mapping(service, where, value)
                .forEach((key, text) -> {
                    if (text instanceof Map || text instanceof List) {
                        wrongShape(service, where + "." + key, "text");
                    } else {
                        putLabel(service, String.valueOf(key), text(text), labels);
                    }
                });
        return labels;
    }

    private void addLabel(
            String service, String where, @Nullable Object entry, Map<String, String> labels) {
        if (entry instanceof Map || entry instanceof List || entry == null) {
            wrongShape(service, where, "entries such as - key=value");
            return;
        }
        String text = entry.toString();
        int equals = text.indexOf('=');
        String key = equals < 0 ? text : text.substring(0, equals);
        putLabel(service, key, equals < 0 ? "" : text.substring(equals + 1), labels);
    }

    /**
     * A value that cannot be filled in stays as it is, so that its label is refused, not missed.
     */
    private void putLabel(String service, String key, String value, Map<String, String> labels) {
        try {
            labels.put(key, interpolation.apply(value));
        } catch (Malformed e) {
            problem(service, key, value, "the value " + e.what(), "write " + e.accepted());
            labels.put(key, value);
        }
    }

    private List<TaskState> tasks(String service, @Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        List<?> entries = value instanceof List<?> list ? list : List.of(value);
        if (entries.size() > MAX_ENDPOINTS) {
            wrongShape(service, "x-waggle.endpoints", "at most " + MAX_ENDPOINTS + " endpoints");
            return List.of();
        }
        Map<String, TaskState> tasks = new LinkedHashMap<>();
        for (Object entry : entries) {
            addTask(service, text(entry), tasks);
        }
        return List.copyOf(tasks.values());
    }

    private void addTask(String service, String text, Map<String, TaskState> tasks) {
        try {
            String endpoint = interpolation.apply(text);
            TaskAddress address = EndpointText.parse(endpoint);
            String id = service + "/" + endpoint;
            tasks.put(id, TaskState.running(id, "", List.of(address)));
        } catch (Malformed e) {
            problem(
                    service,
                    "x-waggle.endpoints",
                    text,
                    "the endpoint " + e.what(),
                    "write " + e.accepted());
        }
    }

    private Map<?, ?> mapping(String service, String where, @Nullable Object value) {
        if (value instanceof Map<?, ?> mapping) {
            return mapping;
        }
        if (value != null) {
            wrongShape(service, where, "a mapping");
        }
        return Map.of();
    }

    private void wrongShape(String service, String where, String expected) {
        problem(service, where, "", "has the wrong shape and is left out", "write " + expected);
    }

    private void problem(String service, String where, String value, String message, String fix) {
        problems.add(new Problem(service, where, value, message, fix));
    }

    private static String text(@Nullable Object scalar) {
        return scalar == null ? "" : scalar.toString();
    }
}
