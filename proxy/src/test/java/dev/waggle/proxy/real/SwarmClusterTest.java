package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.SwarmCluster.Task;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The ground that all other tests on the Swarm stand on. */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwarmClusterTest {
    private final SwarmCluster swarm;

    SwarmClusterTest(SwarmCluster swarm) {
        this.swarm = swarm;
    }

    @BeforeAll
    void deploy() {
        swarm.deploy("ground", page());
        swarm.awaitRunning("ground_page", 2);
    }

    /** Others want its port. */
    @AfterAll
    void remove() {
        swarm.remove("ground");
    }

    @Test
    void hasTwoReadyNodes() {
        assertThat(swarm.docker("node", "ls", "--format={{.Hostname}} {{.Status}}").lines())
                .containsExactlyInAnyOrder("manager Ready", "worker Ready");
    }

    @Test
    void carriesRequestsBetweenTasksOnBothNodes() {
        List<Task> tasks = swarm.tasks("ground_page");
        assertThat(tasks).extracting(Task::node).containsExactlyInAnyOrder("manager", "worker");
        for (Task from : tasks) {
            for (Task to : tasks) {
                String url = "http://" + swarm.address(to, SwarmCluster.NETWORK) + ":8080/group";
                assertThat(swarm.inTask(from, "wget", "-q", "-O", "-", url).output())
                        .contains("nonroot");
            }
        }
    }

    @Test
    void publishesHostPortsToClientsOutside() {
        for (Engine node : List.of(swarm.manager(), swarm.worker())) {
            String url = "http://" + node.address() + ":8080/group";
            assertThat(swarm.client("curl", "-sS", "--max-time", "5", url).output())
                    .contains("nonroot");
        }
    }

    private String page() {
        return """
        version: "3.8"
        services:
          page:
            image: %s
            stop_grace_period: 0s
            command: ["/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/etc"]
            networks: [web]
            ports:
              - {target: 8080, published: 8080, mode: host}
            deploy: {mode: global}
        networks:
          web: {external: true}
        """
                .formatted(swarm.images().busybox());
    }
}
