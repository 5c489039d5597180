package dev.waggle.routing.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Eventually;
import dev.waggle.routing.docker.DockerSettings;
import dev.waggle.routing.docker.FakeDocker;
import dev.waggle.routing.docker.FakeDocker.Fault;
import dev.waggle.routing.docker.Interfaces;
import dev.waggle.routing.docker.Subnet;
import dev.waggle.routing.docker.SwarmJson;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
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

/** An Engine that becomes a manager, and stops being one. */
class OptionalSwarmSourceTest {
    private final FakeDocker docker = new FakeDocker();
    private final BlockingQueue<SourceState> states = new LinkedBlockingQueue<>();
    private final OptionalSwarmSource source = source();
    private Disposable subscription = () -> {};

    @BeforeEach
    void oneService() {
        docker.services(SwarmJson.service("s1", "blog_web", Map.of()));
    }

    @AfterEach
    void stop() {
        subscription.dispose();
        docker.close();
    }

    @Test
    void aManagerHasTheServicesOfItsSwarm() throws Exception {
        subscribe();

        assertThat(names(next())).containsExactly("blog_web");
        assertThat(source.isWithoutSwarm()).isFalse();
        assertThat(source.status().reads()).isPositive();
    }

    @Test
    void anEngineWithoutASwarmHasNoneAndGetsThemWithSwarmInit() throws Exception {
        docker.noSwarm();
        subscribe();
        assertThat(names(next())).isEmpty();
        assertThat(source.isWithoutSwarm()).isTrue();
        assertThat(source.problems()).isEmpty();

        docker.manager();

        assertThat(names(next())).containsExactly("blog_web");
    }

    @Test
    void theyAreGoneWhenTheSwarmIsLeft() throws Exception {
        subscribe();
        assertThat(names(next())).containsExactly("blog_web");

        docker.noSwarm();

        assertThat(names(next())).isEmpty();
    }

    @Test
    void aWorkerHasNoneAndTheOperatorIsTold() throws Exception {
        docker.worker();
        subscribe();

        assertThat(names(next())).isEmpty();
        assertThat(source.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.fix()).contains("node.role == manager"));
    }

    @Test
    void aManagerThatWasMadeAWorkerKeepsWhatIsKnown() throws Exception {
        subscribe();
        assertThat(names(next())).containsExactly("blog_web");
        int asked = docker.asked("/info");

        docker.worker();
        docker.misbehave("/tasks", Fault.ERROR);
        Eventually.holds("asked again", () -> docker.asked("/info") > asked + 3);
        Eventually.holds("stale", () -> source.status().isStale());

        assertThat(states).isEmpty();
    }

    @Test
    void nothingIsSaidWhileTheEngineDoesNotKnow() throws Exception {
        docker.pendingSwarm();
        subscribe();
        Eventually.holds("stale", () -> source.status().isStale());
        assertThat(states).isEmpty();
        assertThat(source.status().lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("'pending'"));

        docker.manager();
        assertThat(names(next())).containsExactly("blog_web");
    }

    private void subscribe() {
        subscription = source.states().subscribe(states::add);
    }

    private SourceState next() throws InterruptedException {
        SourceState state = states.poll(20, TimeUnit.SECONDS);
        if (state == null) {
            throw new AssertionError("no state came");
        }
        return state;
    }

    private static List<String> names(SourceState state) {
        return state.services().stream().map(ServiceState::name).toList();
    }

    private OptionalSwarmSource source() {
        Duration soon = Duration.ofMillis(5);
        Duration later = Duration.ofMillis(20);
        SwarmPace pace =
                new SwarmPace(soon, soon, Duration.ofMinutes(1), soon, later, later, soon, later);
        DockerSettings settings = docker.settings();
        SwarmSource swarm =
                new SwarmSource(
                        settings,
                        pace,
                        () -> new Interfaces(Set.of(Subnet.parse("10.0.1.0/24")), Set.of()),
                        InstantSource.system());
        return new OptionalSwarmSource(swarm, settings, pace, soon);
    }
}
