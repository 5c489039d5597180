package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PoolTest extends DataPathTest {
    private final Task other = new Task();

    @AfterEach
    void closeOther() {
        other.close();
    }

    private Wire served(Wire client) {
        client.send(GET);
        Wire upstream = task.accept();
        upstream.head();
        upstream.send(OK);
        client.message();
        path.awaitIdle(1);
        return upstream;
    }

    /** Stops the event loop until the test has done what must be there before it looks. */
    private void whileTheLoopStands(Runnable preparation) {
        CountDownLatch prepared = new CountDownLatch(1);
        CountDownLatch standing = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(() ->
                        path.run(() -> {
                            standing.countDown();
                            waitFor(prepared);
                        }));
        waitFor(standing);
        preparation.run();
        prepared.countDown();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aConnectionThatTheTaskClosedWhileIdleIsForgotten() {
        Wire client = path.client();
        served(client).close();
        path.awaitStanding(0);
        assertThat(path.idle()).isZero();
        served(client);
    }

    @Test
    void bytesOnAnIdleConnectionCloseIt() {
        Wire client = path.client();
        Wire upstream = served(client);
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        assertThat(upstream.rest()).isEmpty();
        path.awaitIdle(0);
        served(client);
    }

    @Test
    void bytesThatCameBeforeTheRequestWasSentAreNoAnswer() {
        Wire client = path.client();
        Wire upstream = served(client);
        whileTheLoopStands(() -> {
            client.send(GET);
            upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        });
        Wire second = task.accept();
        second.head();
        second.send(OK);
        assertThat(client.message()).endsWith("\r\n\r\nok");
    }

    @Test
    void aGetIsTriedAgainWhenTheTaskClosedAtThatMoment() {
        Wire client = path.client();
        Wire upstream = served(client);
        whileTheLoopStands(() -> {
            client.send(GET);
            upstream.close();
        });
        Wire second = task.accept();
        second.head();
        second.send(OK);
        assertThat(client.message()).endsWith("\r\n\r\nok");
        path.finished();
        assertThat(path.finished()).isEqualTo("200");
    }

    @Test
    void aGetIsTriedAgainWhenTheTaskClosesAfterReadingIt() {
        Wire client = path.client();
        Wire upstream = served(client);
        client.send(GET);
        upstream.head();
        upstream.close();
        Wire second = task.accept();
        second.head();
        second.send(OK);
        assertThat(client.message()).endsWith("\r\n\r\nok");
    }

    @Test
    void aGetOnANewConnectionIsNotTriedAgain() {
        Wire client = path.client().send(GET);
        Wire upstream = task.accept();
        upstream.head();
        upstream.close();
        assertThat(client.message()).startsWith("HTTP/1.1 502 ");
        assertThat(task.hasNoMoreConnections()).isTrue();
    }

    @Test
    void aPostIsNotTriedAgainAndTakesNoOldConnection() {
        Wire client = path.client();
        Wire upstream = served(client);
        client.send(post(0));
        upstream.head();
        upstream.send(OK);
        client.message();
        path.awaitIdle(1);
        path.advance(1_200);
        client.send(post(0));
        Wire second = task.accept();
        assertThat(upstream.rest()).isEmpty();
        second.head();
        second.send(OK);
        client.message();
        client.send(post(0));
        second.head();
        second.close();
        assertThat(client.message()).startsWith("HTTP/1.1 502 ");
        assertThat(task.hasNoMoreConnections()).isTrue();
    }

    @Test
    void aRefusedConnectionIsTriedAtTheOtherEndpointForEveryMethod() {
        Task gone = new Task();
        gone.close();
        path.publish(Routes.to(gone.endpoint(), task.endpoint()));
        Wire client = path.client();
        for (int i = 0; i < 4; i++) {
            client.send(post(3) + "abc");
            Wire upstream = i == 0 ? task.accept() : null;
            if (upstream != null) {
                first = upstream;
            }
            assertThat(first().message()).endsWith("\r\n\r\nabc");
            first().send(OK);
            assertThat(client.message()).endsWith("ok");
        }
    }

    @org.jspecify.annotations.Nullable private Wire first;

    private Wire first() {
        return java.util.Objects.requireNonNull(first);
    }

    @Test
    void allRefusedIs502AndNoneIs503() {
        task.close();
        Wire client = path.client().send(GET);
        assertThat(client.message()).startsWith("HTTP/1.1 502 ");
        assertThat(path.finished()).isEqualTo("502 connect-refused");
        path.publish(Routes.to());
        client.send(GET);
        assertThat(client.message()).startsWith("HTTP/1.1 503 ").contains("Retry-After: 5\r\n");
    }

    @Test
    void refusedConnectionsLeaveRoomForOthers() {
        task.close();
        Wire client = path.client();
        for (int i = 0; i < 2 * DataPath.MAX_IDLE; i++) {
            client.send(GET);
            assertThat(client.message()).startsWith("HTTP/1.1 502 ");
            assertThat(path.finished()).isEqualTo("502 connect-refused");
        }
    }

    @Test
    void closedConnectionsLeaveRoomForOthers() {
        Wire client = path.client();
        for (int i = 0; i < 2 * DataPath.MAX_IDLE; i++) {
            client.send(GET);
            Wire upstream = task.accept();
            upstream.head();
            upstream.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
            assertThat(client.message()).endsWith("ok").doesNotContain("Connection");
            assertThat(upstream.rest()).isEmpty();
        }
    }

    @Test
    void moreThanTheBoundOfConnectionsIs503() {
        for (int i = 0; i < DataPath.MAX_IDLE; i++) {
            path.client().send(GET);
            task.accept().head();
        }
        Wire client = path.client().send(GET);
        assertThat(client.message()).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void anIdleConnectionIsClosedAfterItsTime() {
        Wire upstream = served(path.client());
        path.advance(60_500);
        assertThat(upstream.rest()).isEmpty();
        path.awaitStanding(0);
    }

    @Test
    void aRemovedEndpointLosesItsIdleConnectionsAndKeepsTheBusyOnes() {
        Wire client = path.client();
        served(client);
        Wire busyClient = path.client().send(GET);
        Wire second = path.client().send(GET);
        Wire fresh = task.accept();
        fresh.head();
        path.publish(Routes.to(other.endpoint()));
        fresh.send(OK);
        path.awaitIdle(0);
        assertThat(fresh.rest()).isEmpty();
        busyClient.close();
        second.close();
        client.send(GET);
        Wire moved = other.accept();
        moved.head();
        moved.send(OK);
        assertThat(client.message()).endsWith("ok");
    }

    @Test
    void aDrainingEndpointIsUsedOnlyWhenItIsTheLast() {
        path.publish(Routes.to(task.draining(), other.endpoint()));
        Wire client = path.client();
        Wire upstream = null;
        for (int i = 0; i < 4; i++) {
            client.send(GET);
            upstream = upstream == null ? other.accept() : upstream;
            upstream.head();
            upstream.send(OK);
            client.message();
        }
        path.publish(Routes.to(task.draining()));
        client.send(GET);
        Wire last = task.accept();
        last.head();
        last.send(OK);
        assertThat(client.message()).endsWith("ok");
        assertThat(last.rest()).isEmpty();
    }
}
