package dev.waggle.proxy.real.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.DeployedEdge;
import dev.waggle.proxy.real.OnSwarm;
import dev.waggle.proxy.real.SecondEdge;
import dev.waggle.proxy.real.SwarmCluster;
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
 * The engine of the only manager ends, and all containers of its node with it, under the load of an
 * edge on the other node that asks it over TCP.
 */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ManagerAwayTest {
    private static final Duration AWAY = Duration.ofSeconds(30);

    private final SwarmCluster swarm;
    private final DeployedEdge first;
    private final SecondEdge edge;
    private final LoadedServices services;
    private final LoadedEdge loaded;

    ManagerAwayTest(SwarmCluster swarm, DeployedEdge first) {
        this.swarm = swarm;
        this.first = first;
        this.edge = SecondEdge.beside(first, swarm);
        this.services = new LoadedServices(swarm, edge);
        this.loaded = new LoadedEdge(swarm, edge);
    }

    @BeforeAll
    void deploy() {
        services.deploy(UnplannedChangesTest.HEALTH);
        loaded.begin();
    }

    @AfterAll
    void dismiss(TestReporter reporter) {
        loaded.end(reporter);
        services.dismiss();
        edge.close();
    }

    @Test
    @Order(1)
    void onlyWhatWasUnderWayOnItsNodeFails() {
        EdgePages pages = loaded.pages();
        try {
            loaded.onlyWhatWasUnderWayFails(
                    "the manager's engine stopped for 30 s",
                    () -> {
                        swarm.manager().beginToStop();
                        return pages.lastChangeWithin(AWAY);
                    });
        } finally {
            nothingFailsWhenItComesBack();
        }
    }

    /** Its tasks are others then, some with addresses that were those of other services' tasks. */
    private void nothingFailsWhenItComesBack() {
        LoadReport report =
                loaded.during(
                        "it comes back with other tasks",
                        () -> {
                            swarm.manager().startAgain();
                            first.awaitServing();
                            services.awaitAll();
                        });
        assertThat(report.failures()).as(report.kinds()).isEmpty();
    }

    /** What was known is in the volume of its state. */
    @Test
    @Order(2)
    void anEdgeThatStartsWhileNoManagerAnswersServesWhatWasKnown() {
        SwarmCluster.Task task = edge.task();
        String container = swarm.container(task);
        loaded.pause();
        swarm.manager().freeze();
        try {
            swarm.worker().docker("restart", container);
            edge.awaitStatus("https://" + LoadedServices.HOST + "/work/1", 200);
        } finally {
            swarm.manager().thaw();
            LoadedEdge.aWhile();
            first.awaitServing();
        }
    }
}
