package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is wrong with a service is said, with its fix, and harms no other. */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NeighboursTest {
    private static final String PAGE =
            "command: [/bin/busybox, httpd, -f, -p, '8080', -h, /etc]\nnetworks: [%s]\n";

    private final SwarmCluster swarm;
    private final DeployedEdge edge;
    private final UpstreamStack elder;
    private final UpstreamStack younger;

    NeighboursTest(SwarmCluster swarm, DeployedEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
        String busybox = swarm.images().busybox();
        this.elder =
                new UpstreamStack(swarm, "elder")
                        .recorder(
                                "shared",
                                "routing-host=shared.example.test",
                                "routing-port=8080",
                                "routing-context=/api",
                                "routing-max-body=2k");
        this.younger =
                new UpstreamStack(swarm, "younger")
                        .recorder(
                                "shared",
                                "routing-host=shared.example.test",
                                "routing-port=8080",
                                "routing-context=/api",
                                "routing-max-body=4k")
                        .service(
                                "foreign",
                                busybox,
                                PAGE.formatted("elsewhere"),
                                "routing-host=foreign.example.test",
                                "routing-port=8080")
                        .service(
                                "portless",
                                busybox,
                                PAGE.formatted("web"),
                                "routing-host=portless.example.test")
                        .service(
                                "typo",
                                busybox,
                                PAGE.formatted("web"),
                                "routing-hots=typo.example.test",
                                "routing-port=8080")
                        .service(
                                "misplaced",
                                busybox,
                                PAGE.formatted("web")
                                        + "labels: [routing-host=misplaced.example.test]\n");
    }

    @BeforeAll
    void deploy() {
        elder.deploy();
        younger.deploy();
        edge.awaitEndpoints("shared.example.test", 2);
    }

    @AfterAll
    void dismiss() {
        elder.dismiss();
        younger.dismiss();
    }

    @Test
    void twoServicesOfOneHostAndContextServeBoth() {
        Set<String> tasks =
                IntStream.range(0, 8)
                        .mapToObj(_ -> edge.ask("https://shared.example.test/api/x"))
                        .map(answer -> answer.first("recorder-task"))
                        .collect(Collectors.toSet());
        assertThat(tasks).hasSize(2).doesNotContain("");
    }

    @Test
    void theOptionsOfTheOlderOfTwoCountAndTheConflictIsAProblem() {
        String body = "x".repeat(3_000);
        for (int i = 0; i < 4; i++) {
            assertThat(edge.ask("https://shared.example.test/api/x", "--data", body).status())
                    .isEqualTo(413);
        }
        edge.awaitProblem(
                "younger_shared", "routing-max-body \\| 4k \\| .*older elder_shared.* \\| make .*");
        assertThat(edge.problems("elder_shared")).isEmpty();
    }

    @Test
    void noneOfThemKeepsAChangeOfAnotherBack() {
        swarm.docker(
                "service",
                "update",
                "--detach",
                "--label-add=routing.second.host=second.example.test",
                "--label-add=routing.second.port=8080",
                "elder_shared");
        edge.awaitStatus("https://second.example.test/", 200);
        assertThat(edge.ask("https://shared.example.test/api/x").status()).isEqualTo(200);
    }

    @Test
    void aServiceOnAForeignNetworkIsToldToJoinOne() {
        edge.awaitProblem(
                "younger_foreign", ".*younger_elsewhere.*not attached.*attach the service.*");
        assertThat(edge.ask("https://foreign.example.test/").status()).isEqualTo(503);
    }

    @Test
    void aServiceWithoutAPortIsToldToNameOne() {
        edge.awaitProblem("younger_portless", "routing-port \\| .*add the label routing-port.*");
        edge.awaitStatus("http://portless.example.test/", 404);
    }

    @Test
    void aMisspeltLabelIsAnsweredWithTheNearestOne() {
        edge.awaitProblem(
                "younger_typo",
                "routing-hots \\| typo.example.test \\| .*did you mean routing-host\\?");
        edge.awaitStatus("http://typo.example.test/", 404);
    }

    @Test
    void labelsOnTheContainerAreToldToMoveToTheService() {
        edge.awaitProblem(
                "younger_misplaced", "routing-host \\| .*container.*below deploy: labels:.*");
        edge.awaitStatus("http://misplaced.example.test/", 404);
    }
}
