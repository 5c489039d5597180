package dev.waggle.proxy.real;

import java.time.Duration;
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

    /** One task goes, drained, and another comes. */
    private void update(String option, String port) {
        SwarmCluster.Task old = edge.task();
        swarm.docker(
                "service", "update", "--detach", "--quiet", option, port, DeployedEdge.SERVICE);
        Eventually.holds(
                "another task of the edge runs",
                Duration.ofSeconds(90),
                () ->
                        swarm.tasks(DeployedEdge.SERVICE).stream()
                                .anyMatch(task -> task.isRunning() && !task.id().equals(old.id())),
                () -> swarm.docker("service", "ps", "--no-trunc", DeployedEdge.SERVICE));
        swarm.awaitRunning(DeployedEdge.SERVICE, 1);
    }
}
