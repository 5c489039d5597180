package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
        swarm.deploy("tcp", stackFile(), Map.of("WAGGLE_IMAGE", swarm.images().waggle()));
        swarm.awaitRunning("tcp_docker-manager", 1);
        swarm.awaitRunning("tcp_waggle", 1);
    }

    @AfterAll
    void dismiss() {
        stack.dismiss();
        swarm.dismiss("tcp");
    }

    /** The project's file, with HAProxy in the part of the socket's proxy. */
    private String stackFile() {
        String text = DeployedEdge.projectFile("stack-tcp.yml");
        text =
                DeployedEdge.replace(
                        text,
                        "    image: ${SOCKET_PROXY_IMAGE:-tecnativa/docker-socket-proxy:0.3.0}\n",
                        """
                            image: %s
                            command: [/usr/sbin/haproxy, -db, -f, /haproxy.cfg]
                            configs: [{source: readonly, target: /haproxy.cfg}]
                            stop_grace_period: 0s
                        """
                                .formatted(swarm.images().haproxy()));
        // IPsec between network namespaces of one machine is more than every kernel offers.
        text = DeployedEdge.replace(text, "    driver_opts: {encrypted: \"\"}\n", "");
        return text + "configs:\n  readonly: {file: " + haproxyConfiguration() + "}\n";
    }

    private Path haproxyConfiguration() {
        return swarm.file(
                "haproxy.cfg",
                """
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 10m
                  timeout server 10m
                frontend docker-api
                  bind :2375
                  http-request deny deny_status 403 unless METH_GET
                  default_backend engine
                backend engine
                  server engine unix@/var/run/docker.sock
                """);
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
