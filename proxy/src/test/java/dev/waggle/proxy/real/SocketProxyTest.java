package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * {@code stack-tcp.yml}: a second edge, which the ports of the first keep off the manager, and
 * which asks Docker through a proxy of its socket.
 */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SocketProxyTest {
    private static final String URL = "http://tcp.example.test/";

    private final SwarmCluster swarm;
    private final UpstreamStack stack;

    // The edge of the run has to be there first.
    SocketProxyTest(SwarmCluster swarm, DeployedEdge edge) {
        this.swarm = swarm;
        this.stack =
                new UpstreamStack(swarm, "behindtcp")
                        .recorder(
                                "page",
                                "routing-host=tcp.example.test",
                                "routing-port=8080",
                                "routing-tls=off");
        assertThat(edge.task().node()).isEqualTo("manager");
    }

    @BeforeAll
    void deploy() {
        stack.deploy();
        swarm.deploy(
                "tcp",
                SocketProxyStack.text(swarm),
                Map.of("WAGGLE_IMAGE", swarm.images().waggle()));
        swarm.awaitRunning("tcp_docker-manager", 1);
        swarm.awaitRunning("tcp_waggle", 1);
    }

    @AfterAll
    void dismiss() {
        stack.dismiss();
        swarm.dismiss("tcp");
    }

    @Test
    void runsOnTheOtherNodeAndRoutes() {
        assertThat(swarm.tasks("tcp_waggle"))
                .extracting(SwarmCluster.Task::node)
                .containsExactly("worker");
        Command request =
                swarm.client(
                        "curl",
                        "-sS",
                        "--fail",
                        "--max-time",
                        "5",
                        "--connect-to",
                        "::" + swarm.worker().address() + ":",
                        URL);
        Eventually.holds(
                "the second edge routes",
                Duration.ofSeconds(20),
                () -> request.run().status() == 0,
                () -> request.run() + swarm.logs("tcp_waggle"));
    }

    @Test
    void theProxyOfTheSocketPassesReadsAndRefusesWrites() {
        assertThat(askDocker("/v1.41/services").output()).contains("tcp_waggle");
        assertThat(askDocker("/v1.41/networks/create", "--post-data={}").errors()).contains("403");
    }

    private Command.Finished askDocker(String path, String... options) {
        List<String> words = new ArrayList<>(List.of("/bin/busybox", "wget", "-q", "-O", "-"));
        words.addAll(List.of(options));
        words.add("http://docker-manager:2375" + path);
        return swarm.inTask(
                        swarm.tasks("tcp_docker-manager").getFirst(), words.toArray(String[]::new))
                .run();
    }
}
