package dev.waggle.routing.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private final FakeDocker docker = new FakeDocker();
    private final Triggers triggers =
            new Triggers(new Debounce(Duration.ofMillis(1), Duration.ofMillis(5)));
    private final CountDownLatch pauses = new CountDownLatch(3);
    private final EventStream events = events(DockerSettings.of(docker.host()));

    @AfterEach
    void stop() {
        docker.close();
    }

    @Test
    void eachConnectionAndEachEventFires() throws Exception {
        Thread listening = Thread.ofVirtual().start(events::run);
        assertThat(triggers.await(Duration.ofSeconds(10))).as("connected").isTrue();

        docker.event();
        assertThat(triggers.await(Duration.ofSeconds(10))).as("event").isTrue();

        docker.goAway();
        pauses.await();
        docker.comeBack();
        assertThat(triggers.await(Duration.ofSeconds(10))).as("connected again").isTrue();
        ended(listening);
    }

    @Test
    void aStreamIsOpenedAnewWhenItsLifetimeIsOver() throws Exception {
        DockerSettings usual = DockerSettings.of(docker.host());
        DockerSettings shortLived =
                new DockerSettings(
                        usual.host(),
                        usual.certFolder(),
                        usual.connectTimeout(),
                        usual.readTimeout(),
                        Duration.ofMillis(20),
                        usual.maxAnswerBytes());
        Thread listening = Thread.ofVirtual().start(events(shortLived)::run);

        pauses.await();
        assertThat(docker.asked("/events")).isGreaterThanOrEqualTo(3);
        ended(listening);
    }

    @Test
    void interruptingItEndsItWhileItListens() throws Exception {
        Thread listening = Thread.ofVirtual().start(events::run);
        triggers.await(Duration.ofSeconds(10));

        ended(listening);
    }

    private EventStream events(DockerSettings settings) {
        return new EventStream(
                new DockerClient(settings),
                "/events",
                EventStream.Listener.firing(triggers),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(2), new Random(1)),
                _ -> pauses.countDown());
    }

    private static void ended(Thread listening) throws InterruptedException {
        listening.interrupt();
        assertThat(listening.join(Duration.ofSeconds(10))).isTrue();
    }
}
