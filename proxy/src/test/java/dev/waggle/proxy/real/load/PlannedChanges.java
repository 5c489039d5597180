package dev.waggle.proxy.real.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.DeployedEdge;
import dev.waggle.proxy.real.SwarmCluster;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.TestReporter;

/** What an operator does on an ordinary day, under load: no request fails, no stream breaks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class PlannedChanges {
    private static final long LABEL_EVERY = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int LEAST_ANSWERS = 300;

    private final SwarmCluster swarm;
    private final DeployedEdge edge;
    private final Repeats repeats;
    private final LoadedServices services;
    private final LoadedEdge loaded;

    /**
     * How often each change is made.
     *
     * @param updates of services with two replicas, for each order
     * @param lonelyUpdates of a service with one
     * @param scales from four to one and back
     * @param labels changes of a label, one every 200 ms
     * @param reloads of the configuration
     */
    record Repeats(int updates, int lonelyUpdates, int scales, int labels, int reloads) {}

    PlannedChanges(SwarmCluster swarm, DeployedEdge edge, Repeats repeats) {
        this.swarm = swarm;
        this.edge = edge;
        this.repeats = repeats;
        this.services = new LoadedServices(swarm, edge);
        this.loaded = new LoadedEdge(swarm, edge);
    }

    @BeforeAll
    void deploy() {
        services.deploy();
        loaded.begin();
    }

    @AfterAll
    void dismiss(TestReporter reporter) {
        loaded.end(reporter);
        services.dismiss();
    }

    /**
     * Some tasks close a connection after each answer, or when it is idle, and say so to nobody.
     */
    @Test
    @Order(1)
    void tasksThatCloseTheirConnections() {
        LoadReport report = unnoticed("nothing changes", () -> repeat(4, LoadedEdge::aWhile));
        for (String host : LoadedServices.HOSTS) {
            assertThat(report.answered("GET", host)).as(host).isGreaterThan(LEAST_ANSWERS);
            assertThat(report.answered("POST", host)).as(host).isGreaterThan(LEAST_ANSWERS);
        }
    }

    @Test
    @Order(2)
    void updatesThatStartTheNewTaskFirst() {
        unnoticed(
                "forced update, start-first, two replicas",
                () -> repeat(repeats.updates, () -> services.update("start-first")));
    }

    @Test
    @Order(3)
    void updatesThatStopTheOldTaskFirst() {
        unnoticed(
                "forced update, stop-first, two replicas",
                () -> repeat(repeats.updates, () -> services.update("stop-first")));
    }

    @Test
    @Order(4)
    void updatesOfAServiceWithOneTask() {
        services.scaleShop(1);
        unnoticed(
                "forced update, stop-first, one replica",
                () -> repeat(repeats.lonelyUpdates, this::updateTheLonelyTask));
        services.scaleShop(2);
    }

    /**
     * A task that has just started has to work off what waited for it, in code that is not compiled
     * yet. Replaced meanwhile it would take what it holds with it, which no proxy can mend.
     */
    private void updateTheLonelyTask() {
        services.updateShop("stop-first", 1);
        LoadedEdge.aWhile();
    }

    @Test
    @Order(5)
    void scaling() {
        services.scaleShop(4);
        unnoticed(
                "scale 4 to 1 to 4",
                () ->
                        repeat(
                                repeats.scales,
                                () -> {
                                    services.scaleShop(1);
                                    services.scaleShop(4);
                                }));
        services.scaleShop(2);
    }

    @Test
    @Order(6)
    void drainOfANode() {
        String worker = swarm.worker().name();
        unnoticed(
                "drain of a node, and back",
                () -> {
                    swarm.docker("node", "update", "--availability=drain", worker);
                    services.awaitEmpty(worker);
                    swarm.docker("node", "update", "--availability=active", worker);
                });
    }

    @Test
    @Order(7)
    void changesOfLabels() {
        unnoticed("a label changed every 200 ms", this::changeLabels);
    }

    private void changeLabels() {
        long next = System.nanoTime();
        for (int i = 0; i < repeats.labels; i++) {
            services.update(
                    LoadedServices.SHOP, "--label-add=routing-response-header.x-change=" + i);
            next += LABEL_EVERY;
            LockSupport.parkNanos(next - System.nanoTime());
        }
        services.awaitShop(2);
    }

    @Test
    @Order(8)
    void reloadsOfTheConfiguration() {
        unnoticed(
                "configuration reloaded",
                () -> repeat(repeats.reloads, () -> loaded.reload(edge.task())));
    }

    @Test
    @Order(9)
    void theSameUpdateBehindNginxDoesNotPass() {
        loaded.pause();
        try (NginxControl nginx = NginxControl.start(swarm);
                Load load = Load.on(swarm, nginx.target())) {
            loaded.add(load.during("nginx, nothing changes", LoadedEdge::aWhile));
            LoadReport update =
                    loaded.add(
                            load.during(
                                    "nginx, stop-first, two replicas",
                                    () -> {
                                        services.updateShop("stop-first", 2);
                                        LoadedEdge.aWhile();
                                    }));
            assertThat(update.failed()).as("failures that the load sees").isPositive();
        }
    }

    private static void repeat(int times, Runnable change) {
        for (int i = 0; i < times; i++) {
            change.run();
        }
    }

    private LoadReport unnoticed(String name, Load.Change change) {
        LoadReport report = loaded.during(name, change);
        assertThat(report.failures()).as(report.kinds()).isEmpty();
        assertThat(report.requests()).isPositive();
        return report;
    }
}
