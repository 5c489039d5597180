package dev.waggle.proxy.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Waggle at the edge of the private Swarm, deployed with the project's own {@code stack.yml}. It is
 * asked on the manager's address, by clients in their own network, and its certificates are those
 * of its local authority.
 */
public final class DeployedEdge extends RunningEdge {
    /** The full name of its service. */
    public static final String SERVICE = "edge_waggle";

    /** A user whom the password file knows, as curl wants it. */
    public static final String USER = "ada:correct horse";

    private static final String STACK = "edge";
    private static final Duration BACK_TIME = Duration.ofMinutes(2);

    /**
     * Sixteen times that of a task. A dozen containers that start at once take the cores of a small
     * machine for seconds, and clients would wait because of the kernel, not because of Waggle.
     */
    private static final String CPU_SHARES = "16384";

    private final SwarmCluster swarm;
    private final TaskAuthority taskAuthority;
    private final Path localAuthority;

    private DeployedEdge(SwarmCluster swarm, TaskAuthority taskAuthority) {
        this.swarm = swarm;
        this.taskAuthority = taskAuthority;
        this.localAuthority = swarm.file("edge-ca.crt", "");
        readLocalAuthority();
    }

    /** Deploys {@code stack.yml} and waits until the edge is running and healthy. */
    static DeployedEdge deploy(SwarmCluster swarm) {
        TaskAuthority taskAuthority = TaskAuthority.create(swarm.folder());
        swarm.deploy(STACK, stackFile(swarm, taskAuthority), variables(swarm));
        swarm.awaitRunning(SERVICE, 1);
        DeployedEdge edge = new DeployedEdge(swarm, taskAuthority);
        edge.goesFirst();
        return edge;
    }

    /** Swarm has no such option; its containers do. */
    private void goesFirst() {
        SwarmCluster.Task task = task();
        swarm.node(task).docker("update", "--cpu-shares=" + CPU_SHARES, swarm.container(task));
    }

    private static Map<String, String> variables(SwarmCluster swarm) {
        Map<String, String> variables = new HashMap<>();
        variables.put("WAGGLE_IMAGE", swarm.images().waggle());
        variables.put("DOCKER_GID", Integer.toString(Engine.SOCKET_GROUP));
        // The node itself, on the bridge that it shares with its containers.
        variables.put("WAGGLE_ADMIN_ALLOW_FROM", "172.16.0.0/12");
        return variables;
    }

    /** The file with what its comments offer switched on, and certificates of our own. */
    private static String stackFile(SwarmCluster swarm, TaskAuthority taskAuthority) {
        String text = projectFile("stack.yml");
        text = replace(text, "    # secrets: [htpasswd]", "    secrets: [htpasswd, task-ca]");
        text =
                replace(
                        text,
                        "      # WAGGLE_CERT_DIR: /certificates",
                        "      WAGGLE_SELF_SIGNED: \"true\"\n"
                                + "      WAGGLE_TLS_CA_FILE: /run/secrets/task-ca");
        return replace(
                text,
                "# secrets:\n#   htpasswd:\n#     external: true",
                "secrets:\n  htpasswd: {file: %s}\n  task-ca: {file: %s}"
                        .formatted(passwordFile(swarm), taskAuthority.certificate()));
    }

    private static Path passwordFile(SwarmCluster swarm) {
        String[] user = USER.split(":", 2);
        String line = Command.of("htpasswd", "-nbB", "-C", "5", user[0], user[1]).output();
        return swarm.file("htpasswd", line + "\n");
    }

    /** A file of the project's top folder. */
    static String projectFile(String name) {
        try {
            return Files.readString(Images.PROJECT.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Replaces what must be there.
     *
     * @throws IllegalStateException when it is not: the file has changed
     */
    static String replace(String text, String part, String by) {
        if (!text.contains(part)) {
            throw new IllegalStateException("the stack file has no longer: " + part);
        }
        return text.replace(part, by);
    }

    private void readLocalAuthority() {
        swarm.node(task())
                .docker(
                        "cp",
                        swarm.container(task()) + ":/var/lib/waggle/local-ca.crt",
                        localAuthority.toString());
    }

    /** Who signs certificates of tasks that the edge trusts. */
    TaskAuthority taskAuthority() {
        return taskAuthority;
    }

    @Override
    public Path localAuthority() {
        return localAuthority;
    }

    @Override
    public String address() {
        return swarm.manager().address();
    }

    @Override
    Command client(String... words) {
        return swarm.client(words);
    }

    /** Whether nobody has taken it away. */
    boolean isThere() {
        return !swarm.docker("service", "ls", "--quiet", "--filter=name=" + SERVICE).isBlank();
    }

    /**
     * Waits until its one task serves: a manager that was away has lost sight of its tasks, and
     * replaces them.
     */
    public void awaitServing() {
        Eventually.holds(
                "the edge serves",
                BACK_TIME,
                () -> swarm.isSettled(SERVICE, 1) && isReady(),
                () -> swarm.explain(SERVICE));
        goesFirst();
    }

    private boolean isReady() {
        try {
            return swarm.tasks(SERVICE).stream()
                    .anyMatch(task -> adminPage(task, "/health/ready").run().status() == 0);
        } catch (IllegalStateException _) {
            // The task went between two questions.
            return false;
        }
    }

    /** The edge's one task. */
    public SwarmCluster.Task task() {
        return swarm.tasks(SERVICE).getFirst();
    }

    @Override
    public String logs() {
        return swarm.logs(SERVICE);
    }

    /** All lines of the access log of its task. */
    public List<String> accessLog() {
        return swarm.output(task());
    }

    /** A command of Waggle inside the running container. */
    public Command inside(String... waggleArguments) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "/opt/waggle/runtime/bin/java",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                "/opt/waggle/lib/*",
                                "dev.waggle.proxy.Main"));
        words.addAll(List.of(waggleArguments));
        return swarm.inTask(task(), words.toArray(String[]::new));
    }

    // Asked from its node.
    @Override
    public Command adminPage(String path) {
        return adminPage(task(), path);
    }

    private Command adminPage(SwarmCluster.Task task, String path) {
        String url = "http://" + swarm.addressOnNode(task) + ":9180" + path;
        return swarm.node(task).inNetwork("curl", "-sS", "--fail", "--max-time", "5", url);
    }

    @Override
    public void close() {
        swarm.remove(STACK);
    }
}
