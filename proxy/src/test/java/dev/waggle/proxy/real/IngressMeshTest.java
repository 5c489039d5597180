package dev.waggle.proxy.real;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An edge that somebody publishes through the ingress mesh says that it cannot see its clients. */
@OnSwarm
class IngressMeshTest {
    private static final String MESH_PORT = "published=18443,target=18443,mode=ingress";

    private final SwarmCluster swarm;
    private final DeployedEdge edge;

    IngressMeshTest(SwarmCluster swarm, DeployedEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
    }

    @AfterEach
    void asItWas() {
        update("--publish-rm", MESH_PORT);
    }

    @Test
    void aPortInTheMeshIsAProblemThatSaysHowToPublishIt() {
        update("--publish-add", MESH_PORT);
        edge.awaitProblem(DeployedEdge.SERVICE, "(?s).*ingress mesh.*mode: host.*");
    }

    private void update(String option, String port) {
        swarm.docker("service", "update", "--quiet", option, port, DeployedEdge.SERVICE);
    }
}
