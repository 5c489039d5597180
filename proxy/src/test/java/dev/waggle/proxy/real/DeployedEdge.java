package dev.waggle.proxy.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Waggle at the edge of the private Swarm, deployed with one of the project's own stack files. It
 * is asked on the manager's address, by clients in their own network.
 */
public final class DeployedEdge implements AutoCloseable {
    private static final String STACK = "edge";
    private static final String SERVICE = STACK + "_waggle";

    private final SwarmCluster swarm;

    private DeployedEdge(SwarmCluster swarm) {
        this.swarm = swarm;
    }

    /**
     * Deploys {@code stack.yml} and waits until the edge is running and healthy.
     *
     * @param variables for the stack file, beside those that it needs
     */
    public static DeployedEdge deploy(SwarmCluster swarm, Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("WAGGLE_IMAGE", swarm.images().waggle());
        all.put("DOCKER_GID", Integer.toString(SwarmNode.SOCKET_GROUP));
        swarm.deploy(STACK, stackFile("stack.yml"), all);
        swarm.awaitRunning(SERVICE, 1);
        return new DeployedEdge(swarm);
    }

    private static String stackFile(String name) {
        try {
            return Files.readString(Images.PROJECT.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The edge's one task. */
    public SwarmCluster.Task task() {
        return swarm.tasks(SERVICE).getFirst();
    }

    /** What it wrote: access log and messages. */
    public String logs() {
        return swarm.logs(SERVICE);
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

    /**
     * curl for a URL whose host resolves to the edge. Certificates are not verified.
     *
     * @param options before the URL
     */
    public Command curl(String url, String... options) {
        String edge = swarm.manager().address();
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "curl",
                                "--silent",
                                "--show-error",
                                "--insecure",
                                "--max-time",
                                "10",
                                "--connect-to",
                                "::" + edge + ":"));
        words.addAll(List.of(options));
        words.add(url);
        return swarm.client(words.toArray(String[]::new));
    }

    /** Waits until a URL is answered with this status. */
    public void awaitStatus(String url, int status) {
        Command ask = curl(url, "--output", "/dev/null", "--write-out", "%{http_code}");
        Eventually.holds(
                url + " is answered with " + status,
                Duration.ofSeconds(20),
                () -> ask.run().output().equals(Integer.toString(status)),
                () -> ask.run() + "\n" + logs());
    }

    @Override
    public void close() {
        swarm.remove(STACK);
    }
}
