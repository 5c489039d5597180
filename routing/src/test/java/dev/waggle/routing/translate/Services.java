package dev.waggle.routing.translate;

import dev.waggle.routing.Draining;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.TaskAddress;
import dev.waggle.routing.source.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Services as a Swarm would show them, for tests. */
final class Services {
    static final Draining DRAINING = new Draining(Instant.EPOCH, Draining.USUAL_GRACE);

    private final String name;
    private int age;
    private final Map<String, String> labels = new HashMap<>();
    private final Map<String, String> containerLabels = new HashMap<>();
    private final List<TaskState> tasks = new ArrayList<>();

    private Services(String name) {
        this.name = name;
    }

    static Services service(String name) {
        return new Services(name);
    }

    /** Exposed at a host, on port 80. */
    static Services service(String name, String host) {
        return new Services(name).label("routing-host", host).label("routing-port", "80");
    }

    Services label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    Services containerLabel(String key, String value) {
        containerLabels.put(key, value);
        return this;
    }

    Services createdAt(int second) {
        age = second;
        return this;
    }

    /** A running task on the network that the proxy shares. */
    Services task(String id, String address) {
        return task(id, true, false, on("web", address, true));
    }

    Services task(String id, boolean running, boolean draining, TaskAddress... addresses) {
        Draining drain = draining ? DRAINING : null;
        tasks.add(new TaskState(id, "node-1", running, drain, List.of(addresses)));
        return this;
    }

    static TaskAddress on(String network, String address, boolean reachable) {
        return new TaskAddress(network, address, OptionalInt.empty(), reachable);
    }

    ServiceState state() {
        return new ServiceState(
                "id-" + name, name, Instant.ofEpochSecond(age), labels, containerLabels, tasks);
    }
}
