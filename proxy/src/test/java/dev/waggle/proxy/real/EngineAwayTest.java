package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the edge does while Docker does not answer. */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineAwayTest {
    private static final double OLD_SECONDS = 12;

    private final SwarmCluster swarm;
    private final DeployedEdge edge;
    private final UpstreamStack stack;

    EngineAwayTest(SwarmCluster swarm, DeployedEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
        this.stack =
                new UpstreamStack(swarm, "away")
                        .recorder("page", "routing-host=away.example.test", "routing-port=8080");
    }

    @BeforeAll
    void deploy() {
        stack.deploy();
        // Nodes lose sight of each other while an engine is away; this is about routes.
        swarm.docker(
                "service",
                "update",
                "--detach",
                "--constraint-add=node.role==manager",
                "away_page");
        swarm.awaitRunning("away_page", 1);
        edge.awaitEndpoints("away.example.test", 1);
    }

    @AfterAll
    void dismiss() {
        stack.dismiss();
    }

    @Test
    void keepsItsRoutesAndSaysHowOldTheyAreUntilTheEngineIsBack() {
        Command metrics = edge.adminPage("/metrics");
        Command request =
                edge.curl("https://away.example.test/", "--output", "/dev/null", "--fail");
        assertThat(age(metrics)).isLessThan(OLD_SECONDS);
        swarm.manager().freeze();
        try {
            Eventually.holds(
                    "what is known is old",
                    Duration.ofSeconds(30),
                    () -> request.run().status() == 0 && age(metrics) > OLD_SECONDS);
            assertThat(request.run().status()).isZero();
        } finally {
            swarm.manager().thaw();
        }
        Eventually.holds(
                "what is known is fresh again",
                Duration.ofSeconds(40),
                () -> age(metrics) < 3,
                edge::logs);
        assertThat(request.run().status()).isZero();
    }

    private static double age(Command metrics) {
        return DeployedEdge.metric(metrics.output(), "waggle_discovery_age_seconds");
    }
}
