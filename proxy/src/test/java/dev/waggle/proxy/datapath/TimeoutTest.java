package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Timeouts;
import dev.waggle.routing.UpstreamProtocol;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TimeoutTest extends DataPathTest {
    @Test
    void aClientThatSendsNothingIsClosedAfterAMinute() {
        Wire client = path.client();
        path.awaitClients(1);
        path.advance(59_000);
        assertThat(path.onLoop(() -> true)).isTrue();
        path.awaitClients(1);
        path.advance(1_500);
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void aClientThatIsDoneIsClosedAfterAMinuteOfSilence() {
        Wire client = path.client();
        for (int i = 0; i < 3; i++) {
            client.send("GET / HTTP/1.1\r\nHost: other.example\r\n\r\n");
            client.message();
            path.advance(50_000);
        }
        path.awaitClients(1);
        path.advance(10_500);
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void aHeadThatDoesNotEndIs408() {
        Wire client = path.client().send("GET / HTTP/1.1\r\n");
        path.awaitClients(1);
        for (int i = 0; i < 9; i++) {
            client.send("X-" + i + ": y\r\n");
            path.run(() -> {});
            path.advance(1_000);
        }
        assertThat(path.hasNothingFinished()).isTrue();
        path.advance(1_500);
        assertThat(path.finished()).isEqualTo("408 head-timeout");
        assertThat(client.rest()).startsWith("HTTP/1.1 408 ").contains("Connection: close\r\n");
    }

    @Test
    void aBodyThatTricklesIs408() {
        Wire client = path.client().send(post(1_000_000));
        Wire upstream = task.accept();
        upstream.head();
        for (int i = 0; i < 10; i++) {
            client.send("x");
            assertThat(upstream.read(1)).isEqualTo("x");
            path.advance(1_000);
        }
        assertThat(path.hasNothingFinished()).isTrue();
        path.advance(1_500);
        assertThat(client.rest()).startsWith("HTTP/1.1 408 ");
        assertThat(path.finished()).isEqualTo("408 body-timeout");
        assertThat(upstream.rest()).isEmpty();
    }

    @Test
    void aBodyThatMovesMayTakeLong() {
        Wire client = path.client().send(post(100_000));
        Wire upstream = task.accept();
        upstream.head();
        for (int i = 0; i < 100; i++) {
            client.send("x".repeat(1_000));
            upstream.read(1_000);
            path.advance(4_000);
        }
        upstream.send(OK);
        assertThat(client.message()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aTaskThatDoesNotTakeTheBodyIsTheSlowOne() {
        path.publish(Routes.withMaxBody(0, task.endpoint()));
        int length = 20_000_000;
        Wire client = path.client().send(post(length));
        Thread sender = Thread.ofVirtual().start(() -> client.trySend(Pattern.bytes(0, length)));
        Wire upstream = task.accept();
        upstream.head();
        path.await("a full buffer", path::holdsAClient);
        path.advance(30_000);
        assertThat(path.hasNothingFinished()).isTrue();
        path.advance(31_000);
        assertThat(path.finished()).isEqualTo("504 idle-timeout");
        assertThat(client.head()).startsWith("HTTP/1.1 504 ");
        path.await("the sender's end", () -> !sender.isAlive());
    }

    @Test
    void aTaskThatDoesNotAnswerIs504() {
        Wire client = path.client().send(GET);
        Wire upstream = task.accept();
        upstream.head();
        path.advance(59_000);
        assertThat(path.hasNothingFinished()).isTrue();
        path.advance(1_500);
        assertThat(client.message()).startsWith("HTTP/1.1 504 ");
        assertThat(path.finished()).isEqualTo("504 response-timeout");
        assertThat(upstream.rest()).isEmpty();
    }

    @Test
    void aResponseThatStopsInItsMiddleIsAborted() {
        Wire client = path.client().send(GET);
        Wire upstream = task.accept();
        upstream.head();
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        client.head();
        for (int i = 0; i < 4; i++) {
            path.advance(50_000);
            upstream.send("x");
            assertThat(client.read(1)).isEqualTo("x");
        }
        path.advance(60_500);
        assertThat(client.rest()).isEmpty();
        assertThat(path.finished()).isEqualTo("200 idle-timeout");
        assertThat(upstream.rest()).isEmpty();
    }

    @Test
    void aRouteMayGiveItsTasksAQuarterOfAnHourForEachStep() {
        Duration quarter = Duration.ofMinutes(15);
        Timeouts patient = new Timeouts(Duration.ofSeconds(3), quarter, quarter, quarter);
        path.publish(Routes.patient(UpstreamProtocol.HTTP, patient, task.endpoint()));
        Wire client = path.client().send(GET);
        Wire upstream = task.accept();
        upstream.head();
        path.advance(899_000);
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        client.head();
        for (int i = 0; i < 4; i++) {
            path.advance(899_000);
            upstream.send("x");
            assertThat(client.read(1)).isEqualTo("x");
        }
        assertThat(path.hasNothingFinished()).isTrue();
        path.advance(900_500);
        assertThat(path.finished()).isEqualTo("200 idle-timeout");
        assertThat(client.rest()).isEmpty();
        assertThat(upstream.rest()).isEmpty();
    }

    private Wire answering(Wire client, int length, String fields) {
        client.send("GET / HTTP/1.1\r\nHost: a.example\r\n" + fields + "\r\n");
        Wire upstream = task.accept();
        upstream.head();
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
        Thread.ofVirtual().start(() -> upstream.trySend(Pattern.bytes(0, length)));
        return upstream;
    }

    @Test
    void aReaderThatTakesNothingIsCutInTheMiddleOfAResponse() {
        Wire client = path.slowClient();
        answering(client, 5_000_000, "");
        path.await("a full buffer", () -> path.pendingForClients() >= DataPath.HIGH_WATER);
        path.advance(30_500);
        assertThat(path.finished()).isEqualTo("200 response-timeout");
        path.awaitClients(0);
    }

    @Test
    void aReaderThatTakesNothingIsCutBehindAResponseToo() {
        for (String fields : new String[] {"", "Connection: close\r\n"}) {
            Wire client = path.slowClient();
            answering(client, 180_000, fields);
            assertThat(path.finished()).isEqualTo("200");
            assertThat(path.bufferedForClients()).isPositive();
            path.advance(30_500);
            path.awaitClients(0);
            client.close();
            path.publish(Routes.to());
            path.publish(Routes.to(task.endpoint()));
        }
    }

    @Test
    void aReaderThatMovesIsNotCut() {
        Wire client = path.slowClient();
        int length = 180_000;
        answering(client, length, "");
        client.head();
        assertThat(path.finished()).isEqualTo("200");
        int at = 0;
        for (long left = path.bufferedForClients(); left > 0; left = path.bufferedForClients()) {
            while (left - path.bufferedForClients() < 1024 && path.bufferedForClients() > 0) {
                client.readPattern(at, 5_000);
                at += 5_000;
                path.run(() -> {});
            }
            path.advance(29_000);
        }
        client.readPattern(at, length - at);
        client.send("GET / HTTP/1.1\r\nHost: other.example\r\n\r\n");
        assertThat(client.message()).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void aLingeringCloseEnds() {
        Wire client = path.client().send(post(2 * 1024 * 1024));
        assertThat(client.rest()).startsWith("HTTP/1.1 413 ");
        path.awaitClients(1);
        path.advance(30_500);
        path.awaitClients(0);
    }
}
