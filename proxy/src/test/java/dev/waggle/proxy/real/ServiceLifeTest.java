package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.TestReporter;

/** The life of one service, from its first task to its end, as clients of the edge see it. */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServiceLifeTest {
    private static final String SERVICE = "life_shop";
    private static final String HOST = "shop.example.test";
    private static final String URL = "https://" + HOST + "/";

    private final SwarmCluster swarm;
    private final DeployedEdge edge;
    private final UpstreamStack stack;

    ServiceLifeTest(SwarmCluster swarm, DeployedEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
        this.stack = new UpstreamStack(swarm, "life");
    }

    @BeforeAll
    void unknownBefore() {
        edge.awaitStatus("http://" + HOST + "/", 404);
        stack.recorder("shop", "routing-host=first.example.test", "routing-port=8080").deploy();
    }

    @AfterAll
    void dismiss() {
        stack.dismiss();
    }

    @Test
    @Order(1)
    void aNewServiceIsServedAndRedirectedToHttps() {
        edge.awaitStatus("https://first.example.test/", 200);
        assertThat(edge.ask("http://first.example.test/a?b").first("location"))
                .isEqualTo("https://first.example.test/a?b");
    }

    @Test
    @Order(2)
    void aChangeOfLabelsAloneTakesEffect(TestReporter reporter) {
        String task = stack.task("shop").id();
        long start = System.nanoTime();
        update("--label-add=routing-host=" + HOST);
        edge.awaitStatus(URL, 200);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        reporter.publishEntry("a change of labels took effect after", took.toMillis() + " ms");

        assertThat(took).isLessThan(Duration.ofSeconds(5));
        edge.awaitStatus("http://first.example.test/", 404);
        assertThat(stack.task("shop").id()).as("the same task").isEqualTo(task);
    }

    @Test
    @Order(3)
    void everyNewReplicaServesAndARemovedOneGetsNothing(TestReporter reporter) {
        CompletableFuture<String> load = lightLoad(Duration.ofSeconds(30));
        scale(3);
        edge.awaitEndpoints(HOST, 3);
        Set<String> answered = new HashSet<>();
        // Which one is asked is left to chance: a few requests may miss one.
        Eventually.holds(
                "all three answer",
                Duration.ofSeconds(60),
                () -> {
                    answered.addAll(answeringTasks());
                    return answered.size() == 3;
                });

        scale(1);
        edge.awaitEndpoints(HOST, 1);
        assertThat(answeringTasks()).hasSize(1);
        reporter.publishEntry("light load while scaling", load.join());
    }

    @Test
    @Order(4)
    void aServiceThatMovesToTheOtherNodeIsFoundThere() {
        String from = stack.task("shop").node();
        String to = from.equals("worker") ? "manager" : "worker";
        update("--constraint-add=node.hostname==" + to);
        swarm.awaitRunning(SERVICE, 1);
        assertThat(stack.task("shop").node()).isEqualTo(to);
        edge.awaitEndpoints(HOST, 1);
        edge.awaitStatus(URL, 200);
    }

    @Test
    @Order(5)
    void aRemovedServiceIsUnknownAgain() {
        swarm.docker("service", "rm", SERVICE);
        edge.awaitStatus("http://" + HOST + "/", 404);
        assertThat(edge.ask(URL).exit()).as("no certificate any more").isEqualTo(35);
    }

    private void update(String change) {
        swarm.docker("service", "update", "--detach", "--quiet", change, SERVICE);
    }

    private void scale(int replicas) {
        swarm.docker("service", "scale", "--detach", SERVICE + "=" + replicas);
        swarm.awaitRunning(SERVICE, replicas);
    }

    private Set<String> answeringTasks() {
        return IntStream.range(0, 12)
                .mapToObj(_ -> edge.ask(URL).first("recorder-task"))
                .collect(Collectors.toSet());
    }

    /** Few requests over a long time; the result is an observation. */
    private CompletableFuture<String> lightLoad(Duration time) {
        Command load =
                swarm.client(
                                "h2load",
                                "--clients=2",
                                "--rps=10",
                                "--duration=" + time.toSeconds(),
                                "--connect-to=" + edge.address() + ":443",
                                URL)
                        .within(time.plusSeconds(20));
        return CompletableFuture.supplyAsync(
                () ->
                        load.run()
                                .output()
                                .lines()
                                .filter(l -> l.startsWith("requests:") || l.startsWith("status"))
                                .collect(Collectors.joining("; ")),
                Thread::startVirtualThread);
    }
}
