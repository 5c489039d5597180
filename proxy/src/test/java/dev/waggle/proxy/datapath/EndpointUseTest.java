package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.endpoint.EndpointState;
import dev.waggle.proxy.endpoint.EndpointState.Draining;
import dev.waggle.proxy.endpoint.EndpointState.Ejected;
import dev.waggle.proxy.endpoint.EndpointState.Ejected.Cause;
import dev.waggle.proxy.endpoint.EndpointState.Probing;
import dev.waggle.proxy.endpoint.EndpointState.SlowStart;
import dev.waggle.proxy.endpoint.EndpointState.Suspect;
import dev.waggle.proxy.endpoint.EndpointState.Up;
import dev.waggle.routing.Outlook;
import dev.waggle.routing.WhileChanging;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where requests go, by what is known of the endpoints. */
final class EndpointUseTest extends DataPathTest {
    private static final EndpointState UP = new Up(0);
    private static final EndpointState DEAD = new Ejected(0, 1, Cause.UNREACHABLE, "refused");

    private final Task other = new Task();

    @AfterEach
    void closeOther() {
        other.close();
    }

    private void know(EndpointState first, EndpointState second) {
        path.publish(Routes.to(task.endpoint(), other.endpoint()));
        path.know(Map.of(task.endpoint(), first, other.endpoint(), second));
    }

    /** One request, which this task must get on a new connection. */
    private static void serve(Wire client, Task by) {
        client.send(GET);
        Wire upstream = by.accept();
        upstream.head();
        upstream.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        assertThat(client.message()).endsWith("ok");
    }

    static Stream<EndpointState> worseThanUp() {
        return Stream.of(
                new Suspect(0, 1, "connect-refused"),
                new Probing(0, 0, ""),
                new Draining(0, 10),
                new Ejected(0, 1, Cause.ERRORS, "errors"),
                DEAD);
    }

    @ParameterizedTest
    @MethodSource("worseThanUp")
    void noRequestGoesToAWorseEndpointThanTheBest(EndpointState worse) {
        know(worse, UP);
        Wire client = path.client();
        for (int i = 0; i < 4; i++) {
            serve(client, other);
        }
        assertThat(task.hasNoMoreConnections()).isTrue();
    }

    @Test
    void withoutABetterOneADrainingEndpointComesBeforeADoubtfulOneAndThatBeforeAnUnwellOne() {
        Wire client = path.client();
        know(new Probing(0, 0, ""), new Draining(path.now(), path.now() + 1));
        serve(client, other);
        know(new Suspect(0, 1, ""), new Ejected(0, 1, Cause.UNHEALTHY, "status-500"));
        serve(client, task);
        know(DEAD, new Ejected(0, 1, Cause.UNHEALTHY, "status-500"));
        serve(client, other);
    }

    @Test
    void aTaskThatNobodyHasLookedAtComesAfterOneThatHasServed() {
        Wire client = path.client();
        know(new Probing(0, 0, ""), new Suspect(0, 1, "status-500"));
        serve(client, other);
    }

    @Test
    void aTaskThatNobodyHasLookedAtIsWaitedFor() {
        know(new Probing(path.now(), 0, ""), DEAD);
        Wire client = path.client().send(GET);
        path.awaitWaiting(1);
        assertThat(task.hasNoMoreConnections()).isTrue();
        path.know(Map.of(task.endpoint(), UP, other.endpoint(), DEAD));
        path.advance(200);
        Wire upstream = task.accept();
        upstream.head();
        upstream.send(OK);
        assertThat(client.message()).endsWith("ok");
    }

    @Test
    void aTaskThatNobodyHasLookedAtIsUsedWhereNobodyMayWait() {
        WhileChanging now = new WhileChanging(Duration.ZERO, 1, WhileChanging.DrainStreams.EARLY);
        path.publish(Routes.expecting(Outlook.SETTLED, now, task.endpoint()));
        path.know(Map.of(task.endpoint(), new Probing(path.now(), 0, "")));
        serve(path.client(), task);
    }

    @Test
    void theOnlyEndpointIsUsedForTwoSecondsOfItsDrainAndNoLonger() {
        path.publish(Routes.to(task.draining()));
        path.know(Map.of(task.endpoint(), new Draining(path.now(), Long.MAX_VALUE)));
        Wire client = path.client();
        path.advance(1_900);
        serve(client, task);
        path.finished();
        path.advance(200);
        client.send(GET);
        assertThat(client.message()).startsWith("HTTP/1.1 503 ").contains("Retry-After: 5\r\n");
        assertThat(path.finished()).isEqualTo("503 no-endpoint-ready");
    }

    @Test
    void whenAllAreDeadNothingIsSentAnywhere() {
        know(DEAD, new Probing(0, 1, "connect-refused"));
        path.advance(31_000);
        Wire client = path.client().send(GET);
        assertThat(client.message()).startsWith("HTTP/1.1 503 ");
        assertThat(task.hasNoMoreConnections()).isTrue();
        assertThat(other.hasNoMoreConnections()).isTrue();
    }

    @Test
    void aRequestWaitsForATaskThatIsStarting() {
        know(DEAD, new Probing(path.now(), 1, "connect-refused"));
        Wire client = path.client().send(GET);
        path.await("one waits", path::hasActive);
        path.advance(200);
        assertThat(path.hasNothingFinished()).isTrue();
        path.know(Map.of(task.endpoint(), DEAD, other.endpoint(), UP));
        path.advance(200);
        Wire upstream = other.accept();
        upstream.head();
        upstream.send(OK);
        assertThat(client.message()).endsWith("ok");
    }

    @Test
    void aChangeHoldsFromTheNextRequestOn() {
        know(UP, DEAD);
        Wire client = path.client();
        serve(client, task);
        path.know(Map.of(task.endpoint(), DEAD, other.endpoint(), UP));
        serve(client, other);
    }

    @Test
    void anEndpointThatWarmsUpGetsItsPart() {
        know(UP, new SlowStart(path.now(), path.now() + 1_000_000_000_000L));
        AtomicInteger served = answering(task);
        AtomicInteger warming = answering(other);
        Wire client = path.client();
        for (int i = 0; i < 400; i++) {
            client.send(GET);
            assertThat(client.message()).endsWith("ok");
        }
        assertThat(served.get() + warming.get()).isEqualTo(400);
        // A tenth of every second one would be 20; without the slow start it would be 200.
        assertThat(warming.get()).isBetween(1, 80);
    }

    /** Answers everything that comes on the first connection, and counts it. */
    private static AtomicInteger answering(Task by) {
        AtomicInteger count = new AtomicInteger();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        Wire upstream = by.accept();
                        while (!upstream.head().isEmpty()) {
                            count.incrementAndGet();
                            upstream.send(OK);
                        }
                    } catch (AssertionError e) {
                        // The connection ended: the test is over.
                    }
                });
        return count;
    }

    @Test
    void aDrainClosesIdleConnectionsAndLetsBusyOnesFinish() {
        path.publish(Routes.to(task.endpoint(), other.endpoint()));
        path.know(Map.of(task.endpoint(), UP, other.endpoint(), DEAD));
        Wire idleClient = path.client().send(GET);
        Wire idle = task.accept();
        idle.head();
        Wire busyClient = path.client().send(GET);
        Wire busy = task.accept();
        busy.head();
        idle.send(OK);
        idleClient.message();
        path.awaitIdle(1);

        path.know(Map.of(task.endpoint(), new Draining(0, 1), other.endpoint(), UP));
        path.publish(Routes.to(task.draining(), other.endpoint()));

        assertThat(idle.rest()).isEmpty();
        serve(idleClient, other);
        busy.send(OK);
        assertThat(busyClient.message()).endsWith("ok");
        assertThat(busy.rest()).isEmpty();
        assertThat(task.hasNoMoreConnections()).isTrue();
    }

    @Test
    void aDrainThatIsCalledOffKeepsConnectionsAgain() {
        path.publish(Routes.to(task.draining()));
        path.publish(Routes.to(task.endpoint()));
        Wire client = path.client().send(GET);
        Wire upstream = task.accept();
        upstream.head();
        upstream.send(OK);
        client.message();
        path.awaitIdle(1);
    }

    @Test
    void whatIsOpenLongAfterTheTaskMustHaveBeenKilledIsCut() {
        path.publish(Routes.to(task.endpoint(), other.endpoint()));
        path.know(Map.of(task.endpoint(), UP, other.endpoint(), DEAD));
        Wire client = path.client().send("POST / HTTP/1.1\r\nHost: a.example\r\n\r\n");
        Wire upstream = task.accept();
        upstream.head();

        long deadline = path.now() + TimeUnit.SECONDS.toNanos(5);
        path.know(
                Map.of(task.endpoint(), new Draining(path.now(), deadline), other.endpoint(), UP));
        path.publish(Routes.to(task.draining(), other.endpoint()));
        path.advance(14_900);
        assertThat(path.hasNothingFinished()).isTrue();

        path.publish(Routes.to(other.endpoint()));
        path.advance(500);
        assertThat(client.message()).startsWith("HTTP/1.1 502 ");
        assertThat(upstream.rest()).isEmpty();
    }

    @Test
    void aDrainThatIsCalledOffCutsNothing() {
        path.publish(Routes.to(task.endpoint()));
        Wire client = path.client().send(GET);
        Wire upstream = task.accept();
        upstream.head();
        path.know(Map.of(task.endpoint(), new Draining(path.now(), path.now() + 1)));
        path.publish(Routes.to(task.draining()));
        path.know(Map.of(task.endpoint(), UP));
        path.publish(Routes.to(task.endpoint()));
        path.advance(20_000);
        upstream.send(OK);
        assertThat(client.message()).endsWith("ok");
    }
}
