package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.load.task.ImpoliteTask.Manner;
import dev.waggle.proxy.real.update.UpdateLoad;
import dev.waggle.proxy.real.update.UpdateReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;

/**
 * Waggle on both nodes, with one state directory, is updated under load: {@code stack-tcp.yml}, one
 * task on each node.
 */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnUpdateTest {
    private static final String HOST = "twice.example.test";
    private static final String EDGE = "twice_waggle";
    private static final int HTTPS_PORT = 9443;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration AFTERMATH = Duration.ofSeconds(3);

    private final SwarmCluster swarm;
    private final UpstreamStack stack;
    private final Path state;
    private final Path authority;

    OwnUpdateTest(SwarmCluster swarm) {
        this.swarm = swarm;
        this.state = swarm.folder().resolve("state-of-both");
        this.authority = state.resolve("local-ca.crt");
        this.stack =
                new UpstreamStack(swarm, "behindtwice")
                        .service(
                                "page",
                                swarm.images().impoliteTask(),
                                "networks: [web]\ncommand: [" + Manner.KEEPS + "]\n",
                                "routing-host=" + HOST,
                                "routing-port=8080");
    }

    @BeforeAll
    void deploy() {
        stack.deploy();
        Command.of("install", "-d", "-o", "65532", "-g", "65532", state.toString()).output();
        swarm.deploy(
                "twice",
                stackFile(),
                Map.of(
                        "WAGGLE_IMAGE",
                        swarm.images().waggle(),
                        "WAGGLE_HTTPS_PORT",
                        Integer.toString(HTTPS_PORT),
                        "WAGGLE_HTTP_PORT",
                        "9080"));
        swarm.awaitRunning("twice_docker-manager", 1);
        swarm.awaitRunning(EDGE, 2);
        addresses().forEach(this::awaitServing);
    }

    @AfterAll
    void dismiss() {
        stack.dismiss();
        swarm.dismiss("twice");
    }

    /** One task on each node, and a state directory that both see, as on NFS. */
    private String stackFile() {
        String text = SocketProxyStack.text(swarm);
        text =
                DeployedEdge.replace(
                        text,
                        "      replicas: 1\n      placement:\n"
                                + "        # One task on a node at most: two cannot hold the same"
                                + " port.\n        max_replicas_per_node: 1\n",
                        "      mode: global\n");
        return DeployedEdge.replace(
                text, "      - state:/var/lib/waggle\n", "      - " + state + ":/var/lib/waggle\n");
    }

    private List<String> addresses() {
        return List.of(swarm.manager().address(), swarm.worker().address());
    }

    private void awaitServing(String address) {
        Command request =
                swarm.client(
                        "curl",
                        "-sS",
                        "--fail",
                        "--max-time",
                        "5",
                        "--cacert",
                        authority.toString(),
                        "--connect-to",
                        "::" + address + ":" + HTTPS_PORT,
                        "https://" + HOST + "/work/1");
        Eventually.holds(
                address + " serves",
                Duration.ofSeconds(60),
                () -> request.run().status() == 0,
                () -> request.run() + swarm.logs(EDGE));
    }

    @Test
    void noClientOfTwoAddressesMissesAnAnswerWhileOneAfterTheOtherIsReplaced(
            TestReporter reporter) {
        List<SwarmCluster.Task> before = swarm.tasks(EDGE);
        try (UpdateLoad load = UpdateLoad.on(swarm, authority, HOST, HTTPS_PORT, addresses())) {
            LockSupport.parkNanos(WARM_UP.toNanos());
            swarm.docker("service", "update", "--detach", "--quiet", "--force", EDGE);
            Eventually.holds(
                    "both edges are new",
                    Duration.ofMinutes(3),
                    () -> areNew(swarm.tasks(EDGE), before),
                    () -> swarm.logs(EDGE));
            LockSupport.parkNanos(AFTERMATH.toNanos());
            UpdateReport report = load.end();
            reporter.publishEntry("own update", "\n" + report + "\n" + lives(before));

            assertThat(report.failures()).isEmpty();
            assertThat(report.failed()).isZero();
            assertThat(addresses())
                    .allSatisfy(address ->
                            assertThat(report.gaps())
                                    .anySatisfy(gap -> assertThat(gap).startsWith(address + " ")));
            assertThat(report.elsewhere()).isPositive();
        }
    }

    /** Both run and neither did before; that Swarm goes on watching them is not waited for. */
    private static boolean areNew(List<SwarmCluster.Task> now, List<SwarmCluster.Task> before) {
        List<String> old = before.stream().map(SwarmCluster.Task::id).toList();
        return now.size() == 2
                && now.stream()
                        .allMatch(task ->
                                task.state().startsWith("Running ") && !old.contains(task.id()));
    }

    /** When the containers lived, and what the edges said of it. */
    private String lives(List<SwarmCluster.Task> before) {
        StringBuilder text = new StringBuilder();
        before.forEach(task -> text.append(life(task)));
        swarm.tasks(EDGE).forEach(task -> text.append(life(task)));
        return text.toString();
    }

    private String life(SwarmCluster.Task task) {
        Engine node = swarm.node(task);
        String container = swarm.container(task);
        String times =
                node.docker(
                        "inspect",
                        "--format",
                        "started {{.State.StartedAt}}, finished {{.State.FinishedAt}}",
                        container);
        String said =
                node.dockerCommand("logs", container)
                        .run()
                        .errors()
                        .lines()
                        .filter(line -> line.contains("Edge: ready") || line.contains("Edge: stop"))
                        .reduce("", (all, line) -> all + "  " + line + "\n");
        return "%s: %s\n%s".formatted(task.node(), times, said);
    }
}
