package dev.waggle.proxy.real;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A private Swarm on this machine: a manager, a worker, and a third network from which clients
 * come.
 *
 * <p>The three are joined by a bridge, with addresses of RFC 2544 that no default pool of Docker
 * overlaps. None has a way out, so that an engine gives up at once when it looks for a registry.
 * This kernel may lack IPVS: rely on task addresses and host-mode ports, not on virtual addresses.
 */
public final class SwarmCluster implements AutoCloseable {
    /** The overlay network on which edge and services meet. */
    public static final String NETWORK = "web";

    /** Where requests of {@link #client} come from. */
    public static final String CLIENT_ADDRESS = "198.18.0.254";

    private static final Duration SETTLE_TIME = Duration.ofSeconds(60);
    private static final String MANAGER_ADDRESS = "198.18.0.1";
    private static final String WORKER_ADDRESS = "198.18.0.2";

    private final RunFolder folder;
    private final Namespace clients;
    private final Engine manager;
    private final Engine worker;
    private final Images images;

    private SwarmCluster(RunFolder folder, Namespace clients, Engine manager, Engine worker) {
        this.folder = folder;
        this.clients = clients;
        this.manager = manager;
        this.worker = worker;
        this.images = new Images(folder.path(), manager, worker);
    }

    /** Starts both engines, joins them, and makes the network {@value #NETWORK}. */
    static SwarmCluster start() {
        RunFolder folder = RunFolder.create();
        Path path = folder.path();
        Namespace clients =
                Namespace.start("clients", path.resolve("clients.log").toString(), List.of());
        Engine manager = Engine.start("manager", MANAGER_ADDRESS, path);
        Engine worker = Engine.start("worker", WORKER_ADDRESS, path);
        SwarmCluster cluster = new SwarmCluster(folder, clients, manager, worker);
        try {
            cluster.connect();
            cluster.join();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private void connect() {
        client("ip", "link", "add", "br0", "type", "bridge").output();
        client("ip", "address", "add", CLIENT_ADDRESS + "/24", "dev", "br0").output();
        client("ip", "link", "set", "br0", "up").output();
        Stream.of(manager, worker).forEach(this::plugIn);
    }

    private void plugIn(Engine node) {
        String inside = node.namespace().pid();
        client(
                        "ip",
                        "link",
                        "add",
                        node.name(),
                        "type",
                        "veth",
                        "peer",
                        "name",
                        "eth0",
                        "netns",
                        inside)
                .output();
        client("ip", "link", "set", node.name(), "master", "br0", "up").output();
        node.inNetwork("ip", "address", "add", node.address() + "/24", "dev", "eth0").output();
        node.inNetwork("ip", "link", "set", "eth0", "up").output();
    }

    private void join() {
        manager.awaitEngine();
        worker.awaitEngine();
        manager.docker("swarm", "init", "--advertise-addr", manager.address());
        String token = manager.docker("swarm", "join-token", "--quiet", "worker");
        worker.docker(
                "swarm",
                "join",
                "--advertise-addr",
                worker.address(),
                "--token",
                token,
                manager.address() + ":2377");
        manager.docker("network", "create", "--driver", "overlay", "--attachable", NETWORK);
    }

    public Engine manager() {
        return manager;
    }

    public Engine worker() {
        return worker;
    }

    public Images images() {
        return images;
    }

    /** A program of this machine in the clients' network: curl, nghttp and the like. */
    public Command client(String... words) {
        return clients.inNetwork(Command.of(words));
    }

    /** Pulls the cable of the worker: neither the manager nor clients reach it. */
    public void unplugWorker() {
        client("ip", "link", "set", worker.name(), "down").output();
    }

    /** Plugs it in again. */
    public void plugInWorker() {
        client("ip", "link", "set", worker.name(), "up").output();
    }

    /** Runs {@code docker} against the manager. */
    public String docker(String... arguments) {
        return manager.docker(arguments);
    }

    /** Where the files of this run are; it goes when the cluster goes. */
    Path folder() {
        return folder.path();
    }

    /** A file that a stack may name as a config or secret; it goes when the cluster goes. */
    public Path file(String name, String text) {
        try {
            return Files.writeString(folder.path().resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same for bytes. */
    public Path file(String name, byte[] bytes) {
        try {
            return Files.write(folder.path().resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deploys, or updates, a stack from the text of its file. */
    public void deploy(String stack, String yaml) {
        deploy(stack, yaml, Map.of());
    }

    /**
     * Deploys, or updates, a stack from the text of its file.
     *
     * @param variables for {@code ${NAME}} in the file
     */
    public void deploy(String stack, String yaml, Map<String, String> variables) {
        manager.dockerCommand(
                        "stack",
                        "deploy",
                        "--resolve-image=never",
                        "--prune",
                        "--compose-file=-",
                        stack)
                .with(variables)
                .reading(yaml)
                .output();
    }

    /** Removes a stack, and does not wait for its end: nobody needs its names or ports again. */
    public void dismiss(String stack) {
        manager.docker("stack", "rm", stack);
    }

    /** Removes a stack, and waits until its tasks have gone. */
    public void remove(String stack) {
        dismiss(stack);
        Eventually.holds(
                "stack " + stack + " has gone",
                SETTLE_TIME,
                () -> everyNode("ps", "--quiet", "--all", "--filter", stackLabel(stack)).isEmpty(),
                this::overview);
    }

    private static String stackLabel(String stack) {
        return "label=com.docker.stack.namespace=" + stack;
    }

    private List<String> everyNode(String... arguments) {
        return Stream.of(manager, worker)
                .flatMap(node -> node.docker(arguments).lines())
                .filter(line -> !line.isBlank())
                .toList();
    }

    /**
     * Waits until as many tasks of a service are running as it wants, and no older ones are left.
     *
     * @param service its full name, {@code stack_service}
     */
    public void awaitRunning(String service, int replicas) {
        Eventually.holds(
                service + " runs " + replicas + " tasks",
                SETTLE_TIME,
                () -> isSettled(service, replicas),
                () -> explain(service));
    }

    /** Whether as many tasks are running as are wanted, and no update is going on. */
    public boolean isSettled(String service, int replicas) {
        String wanted = "{\"service\":[\"%s\"],\"desired-state\":[\"running\"]}".formatted(service);
        JsonNode tasks =
                manager.ask("/tasks?filters=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8));
        return tasks.size() == replicas
                && StreamSupport.stream(tasks.spliterator(), false)
                        .allMatch(task -> task.at("/Status/State").asText().equals("running"))
                && updateIsOver(service);
    }

    private boolean updateIsOver(String service) {
        String state = manager.ask("/services/" + service).at("/UpdateStatus/State").asText();
        return state.isEmpty() || state.equals("completed") || state.equals("rollback_completed");
    }

    /** The tasks that a service is meant to run now. */
    public List<Task> tasks(String service) {
        return docker(
                        "service",
                        "ps",
                        "--no-trunc",
                        "--filter=desired-state=running",
                        "--format={{.ID}}\t{{.Node}}\t{{.CurrentState}}",
                        service)
                .lines()
                .map(Task::parse)
                .toList();
    }

    /**
     * The address of a task on an overlay network.
     *
     * @param task one that runs
     */
    public String address(Task task, String network) {
        return docker(
                        "inspect",
                        "--type=task",
                        "--format",
                        "{{range .NetworksAttachments}}{{if eq .Network.Spec.Name \""
                                + network
                                + "\"}}{{index .Addresses 0}}{{end}}{{end}}",
                        task.id())
                .replaceFirst("/.*", "");
    }

    /** Runs a program inside the container of a task. */
    public Command inTask(Task task, String... words) {
        List<String> all = new ArrayList<>(List.of("exec", container(task)));
        all.addAll(List.of(words));
        return node(task).dockerCommand(all.toArray(String[]::new));
    }

    /** The id of the container of a task. */
    public String container(Task task) {
        return docker(
                "inspect",
                "--type=task",
                "--format",
                "{{.Status.ContainerStatus.ContainerID}}",
                task.id());
    }

    /** The node that a task is on. */
    public Engine node(Task task) {
        return task.node().equals(worker.name()) ? worker : manager;
    }

    /**
     * Where programs of its own node reach a task, beside all overlay networks: on the bridge that
     * gives it a way out.
     */
    public String addressOnNode(Task task) {
        String container = container(task);
        return node(task)
                .docker(
                        "network",
                        "inspect",
                        "docker_gwbridge",
                        "--format={{range $id, $c := .Containers}}{{$id}} {{$c.IPv4Address}}\n{{end}}")
                .lines()
                .filter(line -> line.startsWith(container))
                .map(line -> line.substring(container.length() + 1).replaceFirst("/.*", ""))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no bridge to " + task));
    }

    /** What a task wrote to its standard output, line by line. */
    public List<String> output(Task task) {
        return node(task).docker("logs", container(task)).lines().toList();
    }

    /** What a service's containers wrote, the last lines of it. */
    public String logs(String service) {
        Command.Finished finished =
                manager.dockerCommand("service", "logs", "--raw", "--tail=200", service).run();
        return finished.output() + finished.errors();
    }

    String explain(String service) {
        return manager.dockerCommand("service", "ps", "--no-trunc", service).run().output()
                + logs(service);
    }

    private String overview() {
        return manager.dockerCommand("service", "ls").run().output() + manager.log() + worker.log();
    }

    /**
     * A task as its service lists it.
     *
     * @param node the name of the node that it is on
     * @param state Docker's words, such as {@code Running 3 seconds ago}
     */
    public record Task(String id, String node, String state) {
        private static Task parse(String line) {
            String[] parts = line.split("\t", -1);
            return new Task(parts[0], parts[1], parts[2]);
        }
    }

    @Override
    public void close() {
        Stream.of(manager, worker).forEach(Engine::close);
        clients.close();
        folder.close();
    }
}
