package dev.waggle.routing.container;

import static dev.waggle.routing.container.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.docker.DockerSettings;
import dev.waggle.routing.docker.FakeDocker;
import dev.waggle.routing.docker.Interfaces;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.source.TaskState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** The source with its threads, which reads only when events say so. */
class ContainerSourceTest {
    private final FakeDocker docker = new FakeDocker();
    private final BlockingQueue<SourceState> states = new LinkedBlockingQueue<>();
    private Disposable subscription = () -> {};

    @BeforeEach
    void oneContainer() throws InterruptedException {
        docker.containers(container("blog").toString());
        subscription = source().states().subscribe(states::add);
        assertThat(task(next()).running()).isTrue();
    }

    @AfterEach
    void stop() {
        subscription.dispose();
        docker.close();
    }

    @Test
    void anEventOfItsHealthMakesItSeen() throws Exception {
        docker.containers(container("blog").is("running", "Up 3 seconds (unhealthy)").toString());
        docker.event(event("health_status: unhealthy", ""));

        assertThat(task(next()).running()).isFalse();
    }

    @Test
    void theSignalToStopMakesItDrainWhileTheListStillCallsItRunning() throws Exception {
        docker.event(event("kill", "15"));
        assertThat(task(next()).draining()).isTrue();

        docker.containers();
        docker.event(event("die", ""));
        assertThat(next().services()).isEmpty();
    }

    @Test
    void aSignalToReadItsConfigurationIsNoOrderToStop() throws Exception {
        docker.event(event("kill", "1"));
        docker.containers(container("blog").toString(), container("other").toString());
        docker.event(event("start", ""));

        assertThat(next().services()).allMatch(it -> it.tasks().getFirst().running());
    }

    @Test
    void aContainerThatIsStartedAgainServesAgain() throws Exception {
        docker.event(event("kill", "9"));
        assertThat(task(next()).draining()).isTrue();

        docker.event(event("start", ""));
        assertThat(task(next()).running()).isTrue();
    }

    private static String event(String action, String signal) {
        return """
        {"Type":"container","Action":"%s","Actor":{"ID":"%s","Attributes":{"signal":"%s"}},
         "scope":"local","time":1}
        """
                .formatted(action, ContainerJson.id("blog"), signal);
    }

    private SourceState next() throws InterruptedException {
        SourceState state = states.poll(20, TimeUnit.SECONDS);
        if (state == null) {
            throw new AssertionError("no state came");
        }
        return state;
    }

    private static TaskState task(SourceState state) {
        List<TaskState> tasks = state.services().getFirst().tasks();
        return tasks.getFirst();
    }

    private ContainerSource source() {
        Duration never = Duration.ofMinutes(5);
        ContainerPace pace =
                new ContainerPace(
                        never,
                        Duration.ofMillis(2),
                        Duration.ofMillis(20),
                        never,
                        Duration.ofMillis(5),
                        Duration.ofMillis(20));
        return new ContainerSource(
                DockerSettings.of(docker.host()),
                pace,
                () -> new Interfaces(Set.of(), Set.of()),
                InstantSource.system());
    }
}
