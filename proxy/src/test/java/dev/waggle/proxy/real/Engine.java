package dev.waggle.proxy.real;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Docker engine of our own, in its own namespaces. */
public final class Engine implements AutoCloseable {
    /** The group that may open the engine's socket, inside the namespace: {@code DOCKER_GID}. */
    public static final int SOCKET_GROUP = 65_530;

    private static final Duration START_TIME = Duration.ofSeconds(30);
    private static final Duration STOP_TIME = Duration.ofSeconds(60);
    // The one that belongs to the engine, where the machine has another one beside it.
    private static final Path PACKAGED_CLIENT = Path.of("/usr/bin/docker");

    // Nothing of the user's own client may matter here.
    private static final Map<String, String> CLIENT_SETTINGS =
            Map.of("DOCKER_BUILDKIT", "0", "DOCKER_CONTEXT", "", "DOCKER_API_VERSION", "");

    private final String name;
    private final String address;
    private final Path folder;
    private final List<String> program;
    private final Namespace namespace;

    private Engine(
            String name, String address, Path folder, List<String> program, Namespace namespace) {
        this.name = name;
        this.address = address;
        this.folder = folder;
        this.program = program;
        this.namespace = namespace;
    }

    /**
     * Starts an engine. It does not answer yet; see {@link #awaitEngine()}.
     *
     * @param address that its network gets
     * @param folder of the whole run; its name is this run's own
     */
    static Engine start(String name, String address, Path folder) {
        Path own = folder.resolve(name);
        List<String> engine =
                List.of(
                        "dockerd",
                        "--data-root=" + own.resolve("data"),
                        "--exec-root=" + own.resolve("exec"),
                        "--pidfile=" + own.resolve("pid"),
                        // Where a stack file looks for it, and where we do.
                        "--host=unix:///run/docker.sock",
                        "--host=unix://" + own.resolve("docker.sock"),
                        "--group=" + SOCKET_GROUP,
                        "--exec-opt=native.cgroupdriver=cgroupfs",
                        "--cgroup-parent=/" + folder.getFileName());
        own.toFile().mkdirs();
        Namespace namespace = Namespace.start(name, own.resolve("log").toString(), engine);
        return new Engine(name, address, own, engine, namespace);
    }

    void awaitEngine() {
        Eventually.holds(
                "the engine of " + name + " answers",
                START_TIME,
                () -> dockerCommand("version").run().status() == 0,
                this::log);
    }

    public String name() {
        return name;
    }

    /** Where others reach it. */
    public String address() {
        return address;
    }

    /**
     * Runs {@code docker} against this engine and wants it to succeed.
     *
     * @return its output
     */
    public String docker(String... arguments) {
        return dockerCommand(arguments).output();
    }

    /**
     * What the engine answers to a question of its API: costs a hundredth of its client.
     *
     * @param path with a query that is encoded already
     */
    JsonNode ask(String path) {
        String socket = folder.resolve("docker.sock").toString();
        Command question =
                Command.of(
                        "curl", "-sS", "--fail", "--unix-socket", socket, "http://engine" + path);
        try {
            return new JsonMapper().readTree(question.output());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Command dockerCommand(String... arguments) {
        String client = Files.isExecutable(PACKAGED_CLIENT) ? PACKAGED_CLIENT.toString() : "docker";
        return Command.of(arguments)
                .startedBy(client, "--host", "unix://" + folder.resolve("docker.sock"))
                .with(CLIENT_SETTINGS)
                .with(Map.of("DOCKER_CONFIG", folder.toString()));
    }

    /** Docker Compose against this engine. */
    Command compose(String project, List<Path> files, String... arguments) {
        List<String> words = new ArrayList<>(List.of("docker-compose", "--project-name", project));
        files.forEach(file -> words.addAll(List.of("--file", file.toString())));
        words.addAll(List.of(arguments));
        return Command.of(words.toArray(String[]::new))
                .with(CLIENT_SETTINGS)
                .with(
                        Map.of(
                                "DOCKER_CONFIG",
                                folder.toString(),
                                "DOCKER_HOST",
                                "unix://" + folder.resolve("docker.sock")));
    }

    /** A program of this machine in the network of this engine. */
    public Command inNetwork(String... words) {
        return namespace.inNetwork(Command.of(words));
    }

    /**
     * A program of this machine that sees the engine's network, and its files where they differ.
     */
    Command inside(String... words) {
        return namespace.inside(Command.of(words));
    }

    /** Stops the engine in its tracks, and everything that waits for it; containers go on. */
    public void freeze() {
        signalEngine("STOP");
    }

    /** Lets the engine go on. */
    public void thaw() {
        signalEngine("CONT");
    }

    /** Tells the engine to end, and with it all its containers; does not wait. */
    public void beginToStop() {
        signalEngine("TERM");
    }

    /** Starts it again once it has ended, and waits until it answers. */
    public void startAgain() {
        Eventually.holds(
                "the engine of " + name + " has ended",
                STOP_TIME,
                () -> process().isEmpty(),
                this::log);
        namespace.startAlso(folder.resolve("log").toString(), program);
        awaitEngine();
    }

    private void signalEngine(String signal) {
        String process = Long.toString(process().orElseThrow().pid());
        Command.of("kill", "-" + signal, process).output();
    }

    private Optional<ProcessHandle> process() {
        return namespace
                .processes()
                .filter(p -> p.info().command().orElse("").endsWith("/dockerd"))
                .findFirst();
    }

    Namespace namespace() {
        return namespace;
    }

    /** The end of the engine's log. */
    String log() {
        return Command.of("tail", "-n", "30", folder.resolve("log").toString()).run().output();
    }

    @Override
    public void close() {
        namespace.close();
    }
}
