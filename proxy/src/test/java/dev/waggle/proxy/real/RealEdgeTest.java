package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Waggle as its users deploy it: the project's image and stack file, services with labels. */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealEdgeTest {
    private final SwarmCluster swarm;
    private final DeployedEdge edge;

    RealEdgeTest(SwarmCluster swarm) {
        this.swarm = swarm;
        this.edge = DeployedEdge.deploy(swarm, Map.of());
    }

    @BeforeAll
    void deployService() {
        swarm.deploy(
                "shop",
                """
                version: "3.8"
                services:
                  recorder:
                    image: %s
                    networks: [web]
                    deploy:
                      replicas: 2
                      labels:
                        routing-host: shop.example.test
                        routing-port: "8080"
                networks:
                  web: {external: true}
                """
                        .formatted(swarm.images().recorder()));
        swarm.awaitRunning("shop_recorder", 2);
    }

    @AfterAll
    void remove() {
        swarm.remove("shop");
        edge.close();
    }

    @Test
    void routesAHostToItsService() {
        edge.awaitStatus("http://shop.example.test/", 301);
        edge.awaitStatus("http://elsewhere.example.test/", 404);
    }

    @Test
    void isHealthy() {
        assertThat(edge.inside("health").run().status()).isZero();
    }
}
