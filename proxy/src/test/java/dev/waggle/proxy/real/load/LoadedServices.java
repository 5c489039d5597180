package dev.waggle.proxy.real.load;

import dev.waggle.proxy.real.Eventually;
import dev.waggle.proxy.real.RunningEdge;
import dev.waggle.proxy.real.SwarmCluster;
import dev.waggle.proxy.real.load.task.ImpoliteTask.Manner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Services of impolite tasks behind the edge, two of each, and what may happen to them. */
final class LoadedServices {
    /** The end of the names of all hosts. */
    static final String DOMAIN = ".load.example.test";

    /** Where the first service is. */
    static final String HOST = "shop" + DOMAIN;

    /** The first service. */
    static final String SHOP = "load_shop";

    static final List<String> HOSTS = List.of(HOST, "idle" + DOMAIN, "once" + DOMAIN);

    private static final String SILENT = "load_silent";
    private static final String STACK = "load";
    private static final Map<String, Manner> SERVICES =
            Map.of(
                    "shop", Manner.KEEPS,
                    "idle", Manner.CLOSES_IDLE,
                    "once", Manner.CLOSES_ANSWERED);
    private static final int REPLICAS = 2;
    private static final Duration SETTLE_TIME = Duration.ofMinutes(2);
    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(500);

    private final SwarmCluster swarm;
    private final RunningEdge edge;

    LoadedServices(SwarmCluster swarm, RunningEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
    }

    /**
     * Deploys them, and waits until they are served.
     *
     * @param labels further ones, each {@code key=value}
     */
    void deploy(String... labels) {
        StringBuilder text = new StringBuilder("version: \"3.8\"\nservices:\n");
        SERVICES.forEach((name, manner) -> {
            text.append(service(name, manner));
            List.of(labels).forEach(label -> text.append("        - '" + label + "'\n"));
        });
        text.append("networks:\n  web: {external: true}\n");
        swarm.deploy(STACK, text.toString());
        awaitAll();
    }

    /** Waits until all of them run all their tasks, and all of these serve. */
    void awaitAll() {
        SERVICES.keySet().forEach(name -> await(STACK + "_" + name, REPLICAS));
        EdgePages pages = new EdgePages(edge);
        HOSTS.forEach(host -> awaitEndpoints(pages, host, REPLICAS));
    }

    private static void awaitEndpoints(EdgePages pages, String host, int count) {
        slowly(host + " has " + count, () -> pages.endpoints(host) == count);
    }

    private String service(String name, Manner manner) {
        return """
          %s:
            image: %s
            command: [%s]
            networks: [web]
            deploy:
              replicas: %d
              update_config: {parallelism: 1, monitor: 1s}
              labels:
                - routing-host=%s%s
                - routing-port=8080
        """
                .formatted(name, swarm.images().impoliteTask(), manner, REPLICAS, name, DOMAIN);
    }

    void dismiss() {
        swarm.dismiss(STACK);
    }

    /** Replaces the tasks of all services. */
    void update(String order) {
        List<String> all = SERVICES.keySet().stream().map(name -> STACK + "_" + name).toList();
        all.forEach(service -> update(service, "--force", "--update-order=" + order));
        awaitAll();
    }

    /** Replaces the tasks of the first service alone. */
    void updateShop(String order, int replicas) {
        update(SHOP, "--force", "--update-order=" + order);
        awaitShop(replicas);
    }

    /** Changes one service, and does not wait. */
    void update(String service, String... changes) {
        List<String> words = new ArrayList<>(List.of("service", "update", "--detach", "--quiet"));
        words.addAll(List.of(changes));
        words.add(service);
        swarm.docker(words.toArray(String[]::new));
    }

    /** Runs so many tasks of the first service, and waits until they serve. */
    void scaleShop(int replicas) {
        swarm.docker("service", "scale", "--detach", SHOP + "=" + replicas);
        awaitShop(replicas);
    }

    /** Waits until the first service runs so many tasks, and all of them serve. */
    void awaitShop(int replicas) {
        await(SHOP, replicas);
        awaitEndpoints(new EdgePages(edge), HOST, replicas);
    }

    /** Adds a task that never answers to those of the first service. */
    void addSilent(String... labels) {
        List<String> words =
                new ArrayList<>(
                        List.of("service", "create", "--detach", "--quiet", "--name=" + SILENT));
        words.addAll(List.of("--network=" + SwarmCluster.NETWORK, "--no-resolve-image"));
        words.addAll(List.of("--label=routing-host=" + HOST, "--label=routing-port=8080"));
        List.of(labels).forEach(label -> words.add("--label=" + label));
        words.addAll(List.of(swarm.images().impoliteTask(), Manner.NEVER_ANSWERS.name()));
        swarm.docker(words.toArray(String[]::new));
        await(SILENT, 1);
    }

    /** Takes it away. */
    void removeSilent() {
        swarm.docker("service", "rm", SILENT);
    }

    /** Waits until a node has no tasks of these services. */
    void awaitEmpty(String node) {
        slowly(
                node + " is empty",
                () ->
                        SERVICES.keySet().stream()
                                .flatMap(name -> swarm.tasks(STACK + "_" + name).stream())
                                .noneMatch(task -> task.node().equals(node)));
        awaitAll();
    }

    private void await(String service, int replicas) {
        slowly(service + " runs " + replicas, () -> swarm.isSettled(service, replicas));
    }

    static void slowly(String what, BooleanSupplier condition) {
        Eventually.holds(
                what,
                SETTLE_TIME,
                () -> {
                    LockSupport.parkNanos(BETWEEN_LOOKS);
                    return condition.getAsBoolean();
                });
    }
}
