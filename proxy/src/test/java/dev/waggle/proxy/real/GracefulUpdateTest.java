package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An update of the edge itself: the old task ends by itself, and the new one serves. */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GracefulUpdateTest {
    private final SwarmCluster swarm;
    private final DeployedEdge edge;
    private final UpstreamStack stack;

    GracefulUpdateTest(SwarmCluster swarm, DeployedEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
        this.stack =
                new UpstreamStack(swarm, "update")
                        .recorder("page", "routing-host=update.example.test", "routing-port=8080");
    }

    @BeforeAll
    void deploy() {
        stack.deploy();
        edge.awaitStatus("https://update.example.test/", 200);
    }

    @AfterAll
    void dismiss() {
        stack.dismiss();
    }

    @Test
    void theOldTaskFinishesItsRequestsAndLeavesWithStatusZero() {
        SwarmCluster.Task old = edge.task();
        CompletableFuture<Answer> upload = slowUpload();
        Eventually.holds(
                "the upload is under way",
                Duration.ofSeconds(10),
                () -> edge.metric("waggle_upstream_connections{state=\"in-use\"}") >= 1);
        swarm.docker("service", "update", "--detach", "--quiet", "--force", DeployedEdge.SERVICE);

        Eventually.holds(
                "the old task has left",
                Duration.ofSeconds(40),
                () -> state(old, "{{.Status.State}}").matches("shutdown|complete|failed"),
                edge::logs);
        assertThat(state(old, "{{.Status.ContainerStatus.ExitCode}}")).isEqualTo("0");
        assertThat(upload.join().status()).isEqualTo(200);
        edge.awaitStatus("https://update.example.test/", 200);
    }

    /** Seconds of a body. */
    private CompletableFuture<Answer> slowUpload() {
        String body = swarm.file("slow-body", "x".repeat(900_000)).toString();
        return CompletableFuture.supplyAsync(
                () ->
                        edge.ask(
                                "https://update.example.test/slow",
                                "--http1.1",
                                "--limit-rate",
                                "150k",
                                "--upload-file",
                                body),
                Thread::startVirtualThread);
    }

    private String state(SwarmCluster.Task task, String format) {
        return swarm.docker("inspect", "--type=task", "--format", format, task.id());
    }
}
