package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Both sources at once: services of the Swarm, and containers that belong to none of its tasks. */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainersBesideASwarmTest {
    private static final String CONTAINER = "beside";
    private static final String PAGE = "command: [/bin/busybox, httpd, -f, -p, '8080', -h, /etc]\n";

    private final SwarmCluster swarm;
    private final DeployedEdge edge;
    private final UpstreamStack stack;

    ContainersBesideASwarmTest(SwarmCluster swarm, DeployedEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
        this.stack =
                new UpstreamStack(swarm, "sources")
                        .service(
                                "service",
                                swarm.images().busybox(),
                                PAGE
                                        + """
                                        networks: [web]
                                        hostname: service
                                        labels:
                                          routing-host: misplaced.example.test
                                          routing-port: '8080'
                                        """,
                                "routing-host=service.example.test",
                                "routing-port=8080");
    }

    @BeforeAll
    void start() {
        stack.deploy();
        swarm.docker(
                "run",
                "--detach",
                "--name=" + CONTAINER,
                "--hostname=container",
                "--network=" + SwarmCluster.NETWORK,
                "--label=routing-host=container.example.test",
                "--label=routing-port=8080",
                swarm.images().busybox(),
                "/bin/busybox",
                "httpd",
                "-f",
                "-p",
                "8080",
                "-h",
                "/etc");
    }

    @AfterAll
    void remove() {
        stack.dismiss();
        swarm.docker("rm", "--force", CONTAINER);
    }

    @Test
    void servicesAndContainersAreServedAtOnce() {
        for (String name : new String[] {"service", "container"}) {
            String page = "https://" + name + ".example.test/hostname";
            edge.awaitStatus(page, 200);
            assertThat(edge.ask(page).body()).isEqualTo(name + "\n");
        }
    }

    @Test
    void containersOfTasksAreLeftToTheSwarm() {
        edge.awaitStatus("https://container.example.test/hostname", 200);
        edge.awaitProblem("sources_service", "routing-host .*container.*below deploy.*");
        assertThat(edge.ask("http://misplaced.example.test/").status()).isEqualTo(404);
    }
}
