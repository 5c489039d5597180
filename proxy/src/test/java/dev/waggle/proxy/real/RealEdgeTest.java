package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Waggle as its users deploy it, with the project's image and stack file, before any service. */
@OnSwarm
class RealEdgeTest {
    private final DeployedEdge edge;

    RealEdgeTest(DeployedEdge edge) {
        this.edge = edge;
    }

    @Test
    void isHealthyAndReady() {
        assertThat(edge.inside("health").run().status()).isZero();
        assertThat(edge.admin("/health/ready")).contains("\"ready\":true");
    }

    @Test
    void knowsNoHostByItself() {
        edge.awaitStatus("http://elsewhere.example.test/", 404);
    }
}
