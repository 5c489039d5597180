package dev.waggle.proxy.real;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
    private final DeployedEdge first;
    private final UpstreamStack stack;
    private @Nullable SecondEdge edge;

    SocketProxyTest(SwarmCluster swarm, DeployedEdge first) {
        this.swarm = swarm;
        this.first = first;
        this.stack =
                new UpstreamStack(swarm, "behindtcp")
                        .recorder(
                                "page",
                                "routing-host=tcp.example.test",
                                "routing-port=8080",
                                "routing-tls=off");
    }

    @BeforeAll
    void deploy() {
        stack.deploy();
        edge = SecondEdge.beside(first, swarm);
    }

    @AfterAll
    void dismiss() {
        stack.dismiss();
        edge().close();
    }

    private SecondEdge edge() {
        return requireNonNull(edge);
    }

    @Test
    void runsOnTheOtherNodeAndRoutes() {
        assertThat(edge().task().node()).isEqualTo("worker");
        edge().awaitStatus(URL, 200);
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
        return swarm.inTask(edge().proxy(), words.toArray(String[]::new)).run();
    }
}
