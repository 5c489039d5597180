package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class KeepAliveTest extends DataPathTest {
    @Test
    void manyRequestsOfAClientReuseOneConnectionToTheTask() {
        Wire client = path.client();
        Wire upstream = null;
        for (int i = 0; i < 20; i++) {
            client.send(get("/" + i));
            upstream = upstream == null ? task.accept() : upstream;
            assertThat(upstream.head()).startsWith("GET /" + i + " HTTP/1.1\r\n");
            upstream.send(OK);
            assertThat(client.message()).endsWith("\r\n\r\nok");
        }
        assertThat(task.hasNoMoreConnections()).isTrue();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderAndNeverSentAhead() {
        Wire client = path.client();
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            requests.append(
                    "POST /%d HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3\r\n\r\nabc"
                            .formatted(i));
        }
        client.send(requests.toString());
        Wire upstream = task.accept();
        for (int i = 0; i < 20; i++) {
            assertThat(upstream.message()).startsWith("POST /" + i + " ").endsWith("abc");
            path.run(() -> {});
            assertThat(upstream.hasInput()).isFalse();
            upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + (10 + i));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(client.message()).endsWith("\r\n\r\n" + (10 + i));
        }
        assertThat(task.hasNoMoreConnections()).isTrue();
    }

    @Test
    void aRequestBehindALocalReplyIsServed() {
        Wire client = path.client();
        client.send("GET / HTTP/1.1\r\nHost: other.example\r\n\r\n" + GET);
        assertThat(client.message()).startsWith("HTTP/1.1 404 ");
        task.accept().send(OK);
        assertThat(client.message()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void thousandsOfPipelinedLocalRepliesAreAnsweredWithoutDeepRecursion() {
        Wire client = path.client();
        String unknown = "GET / HTTP/1.1\r\nHost: other.example\r\n\r\n";
        Thread sender = Thread.ofVirtual().start(() -> client.send(unknown.repeat(3_000)));
        for (int i = 0; i < 3_000; i++) {
            assertThat(client.message()).startsWith("HTTP/1.1 404 ");
        }
        assertThat(sender.isAlive() && !path.onLoop(() -> true)).isFalse();
    }

    @Test
    void whatIsPipelinedByAClientThatDoesNotReadWaitsUnanswered() {
        Wire client = path.slowClient();
        String unknown = "GET / HTTP/1.1\r\nHost: other.example\r\n\r\n";
        Thread sender = Thread.ofVirtual().start(() -> client.trySend(bytes(unknown, 9_000)));
        path.await("a full buffer", () -> path.pendingForClients() >= DataPath.LOW_WATER);
        path.advance(5_000);
        path.run(() -> {});
        assertThat(path.bufferedForClients()).isLessThan(DataPath.HIGH_WATER + 4 * 1024);
        for (int i = 0; i < 9_000; i++) {
            assertThat(client.message()).startsWith("HTTP/1.1 404 ");
        }
        path.await("the sender's end", () -> !sender.isAlive());
    }

    private static byte[] bytes(String text, int times) {
        return text.repeat(times).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Test
    void aRequestIsReadTheSameAtEverySplit() {
        String request =
                "POST /x HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\n\r\nhello" + GET;
        Wire client = path.client();
        Wire upstream = null;
        for (int split : IntStream.range(1, request.length()).toArray()) {
            client.send(request.substring(0, split));
            path.run(() -> {});
            client.send(request.substring(split));
            upstream = upstream == null ? task.accept() : upstream;
            assertThat(upstream.message()).startsWith("POST /x ").endsWith("\r\n\r\nhello");
            upstream.send(OK);
            assertThat(upstream.message()).startsWith("GET / ");
            upstream.send(OK);
            assertThat(client.message() + client.message()).endsWith("\r\n\r\nok");
        }
    }

    @Test
    void aDribbledRequestAndADribbledResponseAreRelayed() {
        Wire client = path.client();
        client.dribble(chunkedPost() + "3\r\nabc\r\n0\r\n\r\n");
        Wire upstream = task.accept();
        assertThat(upstream.message()).endsWith("\r\n\r\nabc");
        upstream.dribble(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        // How many chunks it becomes depends on when its pieces are read.
        assertThat(client.message())
                .matches("(?s).*\r\n\r\n(2\r\nok|1\r\no\r\n1\r\nk)\r\n0\r\n\r\n");
    }

    @Test
    void aLongHeadInSmallPiecesDoesNotNestItsBuffers() {
        Wire client = path.client();
        client.send(GET);
        Wire upstream = task.accept();
        upstream.head();
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: ");
        for (int i = 0; i < 5_000; i++) {
            upstream.send("x");
            path.run(() -> {});
        }
        upstream.send("\r\n\r\nok");
        assertThat(client.message()).endsWith("\r\n\r\nok");
    }

    @Test
    void closesAfterTheResponseWhenTheClientAsksForIt() {
        Wire client = path.client();
        client.send("GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n" + GET);
        Wire upstream = task.accept();
        assertThat(upstream.head()).doesNotContain("Connection: close");
        upstream.send(OK);
        assertThat(client.rest()).contains("Connection: close\r\n").endsWith("\r\n\r\nok");
        path.awaitIdle(1);
        assertThat(upstream.hasInput()).isFalse();
    }

    @Test
    void closesAtOnceAfterALocalReplyWhenTheClientAsksForIt() {
        Wire client = path.client();
        client.send("GET / HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n");
        path.awaitClients(0);
        assertThat(client.rest()).startsWith("HTTP/1.1 404 ").contains("Connection: close\r\n");
    }

    @Test
    void anOldClientIsClosedUnlessItAsksToStay() {
        Wire closing = path.client().send("GET / HTTP/1.0\r\nHost: a.example\r\n\r\n");
        Wire upstream = task.accept();
        upstream.head();
        upstream.send(OK);
        assertThat(closing.rest()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok");
        Wire staying = path.client();
        for (int i = 0; i < 3; i++) {
            staying.send("GET / HTTP/1.0\r\nHost: a.example\r\nConnection: keep-alive\r\n\r\n");
            upstream.head();
            upstream.send(OK);
            assertThat(staying.message()).contains("Connection: keep-alive\r\n");
        }
    }

    @Test
    void everyResponseSaysCloseWhileTheProcessDrains() {
        path.draining = true;
        Wire client = path.client().send(GET);
        task.accept().send(OK);
        assertThat(client.rest()).contains("Connection: close\r\n");
    }
}
