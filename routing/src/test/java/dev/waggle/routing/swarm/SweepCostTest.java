package dev.waggle.routing.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.waggle.routing.docker.DockerClient;
import dev.waggle.routing.docker.DockerSettings;
import dev.waggle.routing.docker.FakeDocker;
import dev.waggle.routing.docker.Interfaces;
import dev.waggle.routing.docker.Subnet;
import dev.waggle.routing.docker.SwarmJson;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a sweep costs at a thousand tasks; times are told, only bytes are bounded. */
class SweepCostTest {
    private static final Logger LOG = LoggerFactory.getLogger(SweepCostTest.class);
    private static final int SERVICES = 100;
    private static final int TASKS = 1000;
    private static final int SWEEPS = 20;

    private final FakeDocker docker = new FakeDocker();
    private final DockerClient client = new DockerClient(DockerSettings.of(docker.host()));
    private final SwarmFollower follower =
            new SwarmFollower(
                    SwarmPace.USUAL,
                    client,
                    () -> new Interfaces(Set.of(Subnet.parse("10.0.0.0/16")), Set.of()),
                    InstantSource.system(),
                    new Random(1));
    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private record Cost(double cpuMillis, long allocated, long answered) {}

    @AfterEach
    void stop() {
        docker.close();
    }

    @Test
    void aSweepIsOneListOfTasksAndAnUnchangedOnePublishesNothing() {
        docker.services(services());
        docker.tasks(tasks("running"));
        assertThat(follower.step(true)).isPresent();
        int before = docker.requests();

        for (int i = 0; i < SWEEPS; i++) {
            assertThat(follower.step(false)).isEmpty();
        }

        assertThat(docker.asked("/tasks")).isEqualTo(1 + SWEEPS);
        assertThat(docker.requests() - before).as("requests of any kind").isEqualTo(SWEEPS);
    }

    @Test
    void anUnchangedSweepAllocatesLessThanATenthOfItsAnswerAndAChangedOneABoundedMultiple() {
        docker.services(services());
        docker.tasks(tasks("running"));
        follower.step(true);
        sweep(() -> {});

        Cost unchanged = sweep(() -> {});
        Cost changed =
                sweep(
                        new Runnable() {
                            private boolean flip;

                            @Override
                            public void run() {
                                flip = !flip;
                                docker.tasks(tasks(flip ? "failed" : "running"));
                            }
                        });

        tell("unchanged", unchanged, SwarmPace.USUAL.sweep());
        tell("changed", changed, SwarmPace.USUAL.sweepWhileChanging());
        assertThat(unchanged.answered()).isGreaterThan(TASKS * 500);
        assertThat(unchanged.allocated()).isLessThan(unchanged.answered() / 10);
        assertThat(changed.allocated()).isLessThan(16 * changed.answered());
        assertThat(docker.asked("/services")).as("no sweep asks for more than tasks").isEqualTo(1);
    }

    /** The mean of some sweeps, of the thread that sweeps. */
    private Cost sweep(Runnable before) {
        long cpu = 0;
        long allocated = 0;
        long answered = client.bytesRead();
        for (int i = 0; i < SWEEPS; i++) {
            before.run();
            long cpuBefore = thread.getCurrentThreadCpuTime();
            long allocatedBefore = thread.getCurrentThreadAllocatedBytes();
            follower.step(false);
            cpu += thread.getCurrentThreadCpuTime() - cpuBefore;
            allocated += thread.getCurrentThreadAllocatedBytes() - allocatedBefore;
        }
        return new Cost(
                cpu / 1e6 / SWEEPS, allocated / SWEEPS, (client.bytesRead() - answered) / SWEEPS);
    }

    private static void tell(String what, Cost cost, Duration every) {
        LOG.info(
                "{} sweep at {} tasks: {} bytes read, {} bytes allocated, {} ms of CPU, {} % of a"
                        + " core every {} ms",
                what,
                TASKS,
                cost.answered(),
                cost.allocated(),
                Math.round(cost.cpuMillis() * 100) / 100.0,
                Math.round(cost.cpuMillis() / every.toMillis() * 10_000) / 100.0,
                every.toMillis());
    }

    private static String[] services() {
        List<String> services = new ArrayList<>();
        for (int i = 0; i < SERVICES; i++) {
            services.add(
                    SwarmJson.service(
                            "s" + i,
                            "stack_web" + i,
                            Map.of("routing-host", i + ".example", "routing-port", "8080")));
        }
        return services.toArray(String[]::new);
    }

    private static String[] tasks(String stateOfTheFirst) {
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            tasks.add(
                    SwarmJson.task(
                            "t" + i,
                            "s" + i % SERVICES,
                            i,
                            "running",
                            i == 0 ? stateOfTheFirst : "running",
                            SwarmJson.web("10.0." + i / 250 + "." + (i % 250 + 2) + "/16")));
        }
        return tasks.toArray(String[]::new);
    }
}
