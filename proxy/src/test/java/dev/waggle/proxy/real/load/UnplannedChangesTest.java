package dev.waggle.proxy.real.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.DeployedEdge;
import dev.waggle.proxy.real.OnSwarm;
import dev.waggle.proxy.real.SwarmCluster;
import dev.waggle.proxy.real.SwarmCluster.Task;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.TestReporter;

/**
 * What nobody has planned, under load: only that fails which was under way at a task that died, and
 * must not be sent twice.
 */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UnplannedChangesTest {
    static final String[] HEALTH = {
        "routing-health-path=/work/1",
        "routing-health-interval=1s",
        "routing-health-timeout=1s",
        "routing-response-timeout=2s"
    };

    private static final Duration FROZEN = Duration.ofSeconds(30);
    private static final Duration CUT = Duration.ofSeconds(20);

    private final SwarmCluster swarm;
    private final DeployedEdge edge;
    private final LoadedServices services;
    private final LoadedEdge loaded;

    UnplannedChangesTest(SwarmCluster swarm, DeployedEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
        this.services = new LoadedServices(swarm, edge);
        this.loaded = new LoadedEdge(swarm, edge);
    }

    @BeforeAll
    void deploy() {
        services.deploy(HEALTH);
        loaded.begin();
    }

    @AfterAll
    void dismiss(TestReporter reporter) {
        loaded.end(reporter);
        services.dismiss();
    }

    @Test
    @Order(1)
    void aTaskIsKilled() {
        Task task = swarm.tasks(LoadedServices.SHOP).getFirst();
        loaded.onlyWhatWasUnderWayFails(
                "a task killed",
                () -> {
                    signal(task, "KILL");
                    long known = System.currentTimeMillis();
                    services.awaitShop(2);
                    return known;
                });
    }

    @Test
    @Order(2)
    void aTaskHangs() {
        Task task = swarm.tasks(LoadedServices.SHOP).getFirst();
        loaded.onlyWhatWasUnderWayFails(
                "a task stopped by a signal, and going on",
                () -> {
                    signal(task, "STOP");
                    edge.awaitEndpoints(LoadedServices.HOST, 1);
                    long known = System.currentTimeMillis();
                    LoadedEdge.aWhile();
                    signal(task, "CONT");
                    edge.awaitEndpoints(LoadedServices.HOST, 2);
                    return known;
                });
    }

    @Test
    @Order(3)
    void aNewTaskNeverAnswers() {
        LoadReport report =
                loaded.during(
                        "a new task that takes connections and never answers",
                        () -> {
                            services.addSilent(HEALTH);
                            LoadedEdge.aWhile();
                            LoadedEdge.aWhile();
                            services.removeSilent();
                        });
        assertThat(report.failures()).as(report.kinds()).isEmpty();
    }

    @Test
    @Order(4)
    void theNetworkBetweenTheNodesIsCut() {
        EdgePages pages = loaded.pages();
        loaded.onlyWhatWasUnderWayFails(
                "the network between the nodes cut for 20 s",
                () -> {
                    long known;
                    swarm.unplugWorker();
                    try {
                        known = pages.lastChangeWithin(CUT);
                    } finally {
                        swarm.plugInWorker();
                    }
                    services.awaitAll();
                    return known;
                });
    }

    /**
     * The last, for when a manager's engine comes back it has lost sight of its tasks, and replaces
     * them: the edge too.
     */
    @Test
    @Order(5)
    void aTaskDiesWhileTheManagersEngineIsFrozen() {
        // After a cut all tasks are on the manager.
        services.updateShop("start-first", 2);
        Task task = onTheWorker();
        String container = swarm.container(task);
        EdgePages pages = loaded.pages();
        swarm.manager().freeze();
        try {
            loaded.onlyWhatWasUnderWayFails(
                    "a task killed, the manager's engine frozen for 30 s",
                    () -> {
                        swarm.worker().docker("kill", "--signal=KILL", container);
                        return pages.lastChangeWithin(FROZEN);
                    });
        } finally {
            loaded.pause();
            swarm.manager().thaw();
            LoadedEdge.aWhile();
            edge.awaitServing();
            services.awaitAll();
        }
    }

    private Task onTheWorker() {
        String worker = swarm.worker().name();
        return swarm.tasks(LoadedServices.SHOP).stream()
                .filter(task -> task.node().equals(worker))
                .findFirst()
                .orElseThrow();
    }

    private void signal(Task task, String signal) {
        swarm.node(task).docker("kill", "--signal=" + signal, swarm.container(task));
    }
}
