package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;

/** The only task of a service is replaced, the old one being stopped before the new one starts. */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplacedTaskTest {
    private static final String HOST = "only.example.test";
    private static final String URL = "https://" + HOST + "/";
    private static final String SERVICE = "replaced_only";
    private static final String WAITED = "waggle_waits_total{result=\"served\"}";
    private static final String LEAST_LEAD = "waggle_drain_lead_seconds{quantile=\"0\"}";

    private final SwarmCluster swarm;
    private final DeployedEdge edge;
    private final UpstreamStack stack;

    ReplacedTaskTest(SwarmCluster swarm, DeployedEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
        this.stack =
                new UpstreamStack(swarm, "replaced")
                        .recorder("only", "routing-host=" + HOST, "routing-port=8080");
    }

    @BeforeAll
    void deploy() {
        stack.deploy();
        edge.awaitStatus(URL, 200);
    }

    @AfterAll
    void dismiss() {
        stack.dismiss();
    }

    @Test
    void noRequestFailsAndAWebSocketIsToldToComeBack(TestReporter reporter) {
        String old = stack.task("only").id();
        double waitedBefore = metric(WAITED);
        double tunnels = edge.metric("waggle_upstream_connections{state=\"in-use\"}");
        CompletableFuture<String> socket =
                CompletableFuture.supplyAsync(
                        new WebSocketClient(swarm, edge)
                                        .waiting(HOST, "/live?upgrade")
                                        .within(Duration.ofSeconds(60))
                                ::output,
                        Thread::startVirtualThread);
        Eventually.holds(
                "the WebSocket stands",
                Duration.ofSeconds(10),
                () -> edge.metric("waggle_upstream_connections{state=\"in-use\"}") > tunnels);
        swarm.docker(
                "service",
                "update",
                "--detach",
                "--quiet",
                "--force",
                "--update-order=stop-first",
                SERVICE);

        List<Integer> statuses = askUntilReplaced(old);

        assertThat(socket.join()).contains("told 8 1012");
        assertThat(statuses).hasSizeGreaterThan(10).containsOnly(200);
        double waited = metric(WAITED) - waitedBefore;
        double lead = metric(LEAST_LEAD);
        reporter.publishEntry(
                "replaced",
                "%d requests, 0 failed, %.0f waited; least drain lead %.1f s"
                        .formatted(statuses.size(), waited, lead));
        assertThat(waited).as("requests that waited for the new task").isPositive();
        assertThat(lead).as("a task lives on after it is known to stop").isPositive();
    }

    /** One request after the other, each on a connection of its own, until the new task serves. */
    private List<Integer> askUntilReplaced(String old) {
        List<Integer> statuses = new ArrayList<>();
        Eventually.holds(
                "the old task is gone, and another serves",
                Duration.ofSeconds(60),
                () -> {
                    boolean gone = state(old).matches("shutdown|complete|failed");
                    for (int i = 0; i < 5; i++) {
                        statuses.add(edge.ask(URL, "--max-time", "20").status());
                    }
                    return gone;
                },
                edge::logs);
        return statuses;
    }

    private String state(String task) {
        return swarm.docker("inspect", "--type=task", "--format", "{{.Status.State}}", task);
    }

    /** A series of the edge, 0 as long as it is not there. */
    private double metric(String series) {
        String page = edge.adminPage("/metrics").output();
        return page.contains(series) ? DeployedEdge.metric(page, series) : 0;
    }
}
