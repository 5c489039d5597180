package dev.waggle.proxy.real;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A stack of services behind the edge. Its file is put together service by service; all are on the
 * network that the edge is on.
 */
final class UpstreamStack {
    private final SwarmCluster swarm;
    private final String name;
    private final List<String> services = new ArrayList<>();
    private final StringBuilder serviceTexts = new StringBuilder();
    private final Map<String, Path> configs = new LinkedHashMap<>();

    UpstreamStack(SwarmCluster swarm, String name) {
        this.swarm = swarm;
        this.name = name;
    }

    /**
     * Adds a recorder, which listens on port 8080.
     *
     * @param labels for its deployment, each {@code key=value}
     */
    UpstreamStack recorder(String service, String... labels) {
        return service(service, swarm.images().recorder(), "networks: [web]\n", labels);
    }

    /**
     * Adds a service.
     *
     * @param settings further lines of it, as they stand in a stack file but not indented
     * @param labels for its deployment, each {@code key=value}
     */
    UpstreamStack service(String service, String image, String settings, String... labels) {
        services.add(service);
        serviceTexts.append(
                """
                  %s:
                    image: %s
                    stop_grace_period: 0s
                %s    deploy:
                      update_config: {monitor: 100ms}
                """
                        .formatted(service, image, settings.indent(4)));
        if (labels.length > 0) {
            serviceTexts.append("      labels:\n");
            List.of(labels).forEach(label -> serviceTexts.append(item(label)));
        }
        return this;
    }

    /** A list item; a dollar sign would begin a variable. */
    private static String item(String label) {
        return "        - '" + label.replace("'", "''").replace("$", "$$") + "'\n";
    }

    /** Adds a file that services may name among their configs. */
    UpstreamStack config(String config, Path file) {
        configs.put(config, file);
        return this;
    }

    /** Deploys it and waits until each service runs its task. */
    UpstreamStack deploy() {
        deployOnly();
        services.forEach(service -> swarm.awaitRunning(name + "_" + service, 1));
        return this;
    }

    /** Deploys it and does not wait. */
    UpstreamStack deployOnly() {
        swarm.deploy(name, text());
        return this;
    }

    private String text() {
        StringBuilder text = new StringBuilder("version: \"3.8\"\nservices:\n");
        text.append(serviceTexts);
        text.append("networks:\n  web: {external: true}\n  elsewhere: {driver: overlay}\n");
        if (!configs.isEmpty()) {
            text.append("configs:\n");
            configs.forEach(
                    (config, file) -> text.append("  %s: {file: %s}\n".formatted(config, file)));
        }
        return text.toString();
    }

    /** The one running task of a service. */
    SwarmCluster.Task task(String service) {
        return swarm.tasks(name + "_" + service).getFirst();
    }

    /** What the recorder of a service kept. */
    KeptRequests kept(String service) {
        return new KeptRequests(swarm, task(service));
    }

    /** Removes it, without waiting. */
    void dismiss() {
        swarm.dismiss(name);
    }
}
