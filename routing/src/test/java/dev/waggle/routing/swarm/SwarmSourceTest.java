package dev.waggle.routing.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Eventually;
import dev.waggle.routing.docker.FakeDocker;
import dev.waggle.routing.docker.Interfaces;
import dev.waggle.routing.docker.Subnet;
import dev.waggle.routing.docker.SwarmJson;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.source.TaskState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** The source with its threads, against a port of loopback. */
class SwarmSourceTest {
    private final FakeDocker docker = new FakeDocker();
    private final BlockingQueue<SourceState> states = new LinkedBlockingQueue<>();

    @BeforeEach
    void oneServiceWithOneTask() {
        docker.services(SwarmJson.service("s1", "blog_web", Map.of("routing-host", "a.example")));
        docker.tasks(SwarmJson.task("t1", "s1", 1, "running", "running"));
    }

    @AfterEach
    void stop() {
        docker.close();
    }

    @Test
    void anEventMakesALabelChangeSeen() throws Exception {
        // Neither sweeps nor resyncs come within the test: what is seen, is seen by the event.
        SwarmSource source = source(Duration.ofMinutes(5));
        Disposable subscription = source.states().subscribe(states::add);
        assertThat(host(next())).isEqualTo("a.example");

        docker.services(SwarmJson.service("s1", "blog_web", Map.of("routing-host", "b.example")));
        docker.event();

        assertThat(host(next())).isEqualTo("b.example");
        subscription.dispose();
    }

    @Test
    void aSweepSeesTheDeathOfATaskWithoutAnyEvent() throws Exception {
        Disposable subscription = source(Duration.ofMillis(5)).states().subscribe(states::add);
        assertThat(tasks(next())).hasSize(1);

        docker.tasks(SwarmJson.task("t1", "s1", 1, "shutdown", "failed"));

        assertThat(tasks(next())).isEmpty();
        subscription.dispose();
    }

    @Test
    void keepsQuietWhileTheEngineIsAwayAndResyncsWhenItIsBack() throws Exception {
        SwarmSource source = source(Duration.ofMillis(5));
        Disposable subscription = source.states().subscribe(states::add);
        assertThat(host(next())).isEqualTo("a.example");

        docker.goAway();
        Eventually.holds("stale", () -> source.status().isStale());
        docker.services(SwarmJson.service("s1", "blog_web", Map.of("routing-host", "b.example")));
        docker.comeBack();

        assertThat(host(next())).as("no empty state in between").isEqualTo("b.example");
        assertThat(source.status().isStale()).isFalse();
        docker.event();
        subscription.dispose();
    }

    @Test
    void beginsWhenTheEngineDoes() throws Exception {
        docker.goAway();
        SwarmSource source = source(Duration.ofMillis(5));
        Disposable subscription = source.states().subscribe(states::add);
        Eventually.holds("stale", () -> source.status().isStale());
        assertThat(states).isEmpty();

        docker.comeBack();

        assertThat(host(next())).isEqualTo("a.example");
        subscription.dispose();
    }

    @Test
    void eachSubscriptionBeginsWithAState() throws Exception {
        SwarmSource source = source(Duration.ofMinutes(5));
        source.states().subscribe(states::add).dispose();
        states.clear();
        Disposable second = source.states().subscribe(states::add);

        assertThat(host(next())).isEqualTo("a.example");
        second.dispose();
    }

    private SourceState next() throws InterruptedException {
        SourceState state = states.poll(20, TimeUnit.SECONDS);
        if (state == null) {
            throw new AssertionError("no state came");
        }
        return state;
    }

    private SwarmSource source(Duration sweep) {
        SwarmPace pace =
                new SwarmPace(
                        sweep,
                        sweep,
                        Duration.ofMinutes(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(20),
                        Duration.ofMinutes(5),
                        Duration.ofMillis(5),
                        Duration.ofMillis(20));
        return new SwarmSource(
                docker.settings(),
                pace,
                () -> new Interfaces(Set.of(Subnet.parse("10.0.1.0/24")), Set.of()),
                InstantSource.system());
    }

    private static String host(SourceState state) {
        return String.valueOf(service(state).labels().get("routing-host"));
    }

    private static List<TaskState> tasks(SourceState state) {
        return service(state).tasks();
    }

    private static ServiceState service(SourceState state) {
        return state.services().getFirst();
    }
}
