package dev.waggle.proxy.real;

import dev.waggle.proxy.Document;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Waggle on the plain engine, by Docker Compose and the README's own file, with a small heap and an
 * authority for the certificates of tasks.
 */
final class ComposedEdge extends RunningEdge {
    /** The network that Compose makes for it. */
    static final String NETWORK = "home_default";

    /** The container's name. */
    static final String CONTAINER = "home_waggle_1";

    private static final Duration START_TIME = Duration.ofSeconds(60);
    private static final Duration COMPOSE_TIME = Duration.ofSeconds(90);

    private final PlainEngine engine;
    private final TaskAuthority taskAuthority;
    private final List<Path> files;
    private final Path localAuthority;

    private ComposedEdge(PlainEngine engine, TaskAuthority taskAuthority, List<Path> files) {
        this.engine = engine;
        this.taskAuthority = taskAuthority;
        this.files = files;
        this.localAuthority = engine.folder().resolve("edge-ca.crt");
    }

    /** Starts it with its example service, and waits until it is healthy. */
    static ComposedEdge up(PlainEngine engine) {
        TaskAuthority taskAuthority = TaskAuthority.create(engine.folder());
        engine.images().waggle();
        List<Path> files =
                List.of(
                        engine.file("compose.yml", readmeFile(engine)),
                        engine.file("compose.override.yml", override(taskAuthority)));
        ComposedEdge edge = new ComposedEdge(engine, taskAuthority, files);
        edge.compose("up", "--detach", "--no-build");
        Eventually.holds(
                "the edge is healthy",
                START_TIME,
                () ->
                        engine.docker("inspect", "--format={{.State.Health.Status}}", CONTAINER)
                                .equals("healthy"),
                edge::logs);
        engine.docker(
                "cp", CONTAINER + ":/var/lib/waggle/local-ca.crt", edge.localAuthority.toString());
        return edge;
    }

    /** With an image that is here, and its port. */
    private static String readmeFile(PlainEngine engine) {
        return Document.read("README.md")
                .codeBlock("# compose.yml")
                .replace("nginx:alpine", engine.images().recorder())
                .replace("\"80\"", "\"8080\"");
    }

    private static String override(TaskAuthority taskAuthority) {
        return """
        services:
          waggle:
            environment:
              _JAVA_OPTIONS: -Xmx64m
              WAGGLE_TLS_CA_FILE: /task-ca.crt
              # The host itself, on the bridge that it shares with its containers.
              WAGGLE_ADMIN_ADDRESS: 0.0.0.0
              WAGGLE_ADMIN_ALLOW_FROM: 172.16.0.0/12, 192.168.0.0/16
            volumes: ['%s:/task-ca.crt:ro']
        """
                .formatted(taskAuthority.certificate());
    }

    /** Runs {@code docker-compose} for the project of the edge, and wants it to succeed. */
    String compose(String... arguments) {
        return engine.compose(files, arguments)
                .with(Map.of("DOCKER_GID", Integer.toString(Engine.SOCKET_GROUP)))
                .within(COMPOSE_TIME)
                .output();
    }

    /** Who signs certificates of tasks that the edge trusts. */
    TaskAuthority taskAuthority() {
        return taskAuthority;
    }

    /** The address of a container on a network that it is attached to. */
    String addressOf(String container, String network) {
        String format = "{{(index .NetworkSettings.Networks \"" + network + "\").IPAddress}}";
        return engine.docker("inspect", "--format=" + format, container);
    }

    @Override
    Command client(String... words) {
        return engine.onHost(words);
    }

    @Override
    public String address() {
        return engine.address();
    }

    @Override
    public Path localAuthority() {
        return localAuthority;
    }

    @Override
    public Command adminPage(String path) {
        String url = "http://" + addressOf(CONTAINER, NETWORK) + ":9180" + path;
        return engine.onHost("curl", "-sS", "--fail", "--max-time", "5", url);
    }

    @Override
    public String logs() {
        Command.Finished logs = engine.dockerCommand("logs", "--tail=200", CONTAINER).run();
        return logs.output() + logs.errors();
    }

    @Override
    public void close() {
        compose("down", "--timeout=1");
    }
}
