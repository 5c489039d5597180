package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseFramingTest extends DataPathTest {
    private Wire upstream(Wire client, String request) {
        client.send(request);
        Wire upstream = task.accept();
        upstream.head();
        return upstream;
    }

    @Test
    void aBodyThatEndsWithTheTasksConnectionIsChunkedAndTheClientStays() {
        Wire client = path.client();
        Wire old = upstream(client, GET);
        old.send("HTTP/1.0 200 OK\r\nServer: old\r\n\r\nbody").close();
        assertThat(client.message())
                .contains("Transfer-Encoding: chunked\r\n")
                .endsWith("4\r\nbody\r\n0\r\n\r\n");
        upstream(client, GET).send(OK);
        assertThat(client.message()).endsWith("ok");
    }

    @Test
    void aBodyThatEndsWithTheTasksConnectionEndsThatOfAnOldClient() {
        Wire client = path.client();
        Wire old =
                upstream(
                        client,
                        "GET / HTTP/1.0\r\nHost: a.example\r\nConnection: keep-alive\r\n\r\n");
        old.send("HTTP/1.0 200 OK\r\n\r\nbody").close();
        assertThat(client.rest()).contains("Connection: close\r\n").endsWith("\r\n\r\nbody");
    }

    @Test
    void chunkedBecomesUntilCloseForAnOldClient() {
        Wire client = path.client();
        upstream(client, "GET / HTTP/1.0\r\nHost: a.example\r\n\r\n")
                .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                .send("4;x=\"y\"\r\nbody\r\n0\r\nA: b\r\n\r\n");
        assertThat(client.rest()).doesNotContain("chunked").endsWith("\r\n\r\nbody");
    }

    @Test
    void extensionsAreDroppedAndTrailersKept() {
        Wire client = path.client();
        upstream(client, GET)
                .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: A\r\n\r\n")
                .send("4;x=\"y\"\r\nbody\r\n0;z\r\nA: b\r\nContent-Length: 7\r\n\r\n");
        assertThat(client.head()).contains("Trailer: A\r\n");
        assertThat(client.readTo("b\r\n\r\n")).isEqualTo("4\r\nbody\r\n0\r\nA: b\r\n\r\n");
        path.awaitIdle(1);
    }

    @Test
    void aLongLastPieceForASlowClientLeavesTheConnectionToTheTaskUsable() {
        Wire client = path.slowClient();
        int length = 3_000_000;
        Wire upstream = upstream(client, GET);
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
        Thread.ofVirtual().start(() -> upstream.send(Pattern.bytes(0, length)));
        client.head();
        client.readPattern(0, length);
        path.awaitIdle(1);
        Wire other = path.client().send(GET);
        upstream.head();
        upstream.send(OK);
        assertThat(other.message()).endsWith("ok");
    }

    @Test
    void aResponseThatFillsTheClientsBufferLeavesTheConnectionToTheTaskUsable() {
        Wire client = path.slowClient();
        int requests = 60;
        int length = 10_000;
        client.send(GET.repeat(requests));
        Wire upstream = task.accept();
        Thread answering =
                Thread.ofVirtual()
                        .start(() -> {
                            for (int i = 0; i < requests; i++) {
                                upstream.head();
                                upstream.send(withPattern(length));
                            }
                        });
        path.await("a full buffer", () -> path.pendingForClients() >= DataPath.HIGH_WATER);
        for (int i = 0; i < requests; i++) {
            client.head();
            client.readPattern(0, length);
        }
        path.await("all answers", () -> !answering.isAlive());
        path.awaitIdle(1);
    }

    private static byte[] withPattern(int length) {
        byte[] head =
                ("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(head, head.length + length);
        System.arraycopy(Pattern.bytes(0, length), 0, all, head.length, length);
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {50_000, 100_000, 130_000, 200_000, 260_000, 300_000, 400_000})
    void whereverTheBufferFillsTheConnectionToTheTaskIsWatchedAndReused(int length) {
        Wire client = path.slowClient();
        Wire upstream = upstream(client, GET);
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
        Thread.ofVirtual().start(() -> upstream.send(Pattern.bytes(0, length)));
        path.await(
                "all or as much as fits",
                () -> path.idleNow() == 1 || path.pendingForClients() >= DataPath.HIGH_WATER);
        if (path.idle() == 1) {
            Wire other = path.client().send(GET);
            upstream.head();
            upstream.send(OK);
            assertThat(other.message()).endsWith("ok");
            upstream.close();
            path.awaitStanding(0);
        }
        client.head();
        client.readPattern(0, length);
    }

    @Test
    void aHeadResponseHasItsLengthAndNoBody() {
        Wire client = path.client();
        Wire upstream = upstream(client, "HEAD / HTTP/1.1\r\nHost: a.example\r\n\r\n");
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        assertThat(client.head()).contains("Content-Length: 1000\r\n");
        client.send(GET);
        upstream.head();
        upstream.send(OK);
        assertThat(client.message()).endsWith("\r\n\r\nok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified"})
    void bytesBehindABodilessResponseAreNeverRelayed(String status) {
        Wire client = path.client();
        Wire upstream = upstream(client, GET);
        upstream.send("HTTP/1.1 " + status + "\r\nContent-Length: 5\r\n\r\nbogus");
        assertThat(client.head()).startsWith("HTTP/1.1 " + status.substring(0, 3));
        assertThat(upstream.rest()).isEmpty();
        client.send(GET);
        Wire second = task.accept();
        second.head();
        second.send(OK);
        assertThat(client.message()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nok");
    }

    @Test
    void aTaskThatAnnouncesABodyWith204IsNotUsedAgain() {
        Wire client = path.client();
        Wire upstream = upstream(client, GET);
        upstream.send("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n");
        assertThat(client.head()).doesNotContain("Content-Length");
        assertThat(upstream.rest()).isEmpty();
    }

    @Test
    void aBodyThatIsTooShortAbortsTheClient() {
        Wire client = path.client();
        upstream(client, GET).send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour").close();
        assertThat(client.rest()).endsWith("\r\n\r\nfour");
        assertThat(path.finished()).isEqualTo("200 task-closed");
    }

    @Test
    void whatFollowsABodyIsDroppedAndTheConnectionCloses() {
        Wire client = path.client();
        Wire upstream = upstream(client, GET);
        upstream.send(OK + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        assertThat(client.message()).endsWith("\r\n\r\nok");
        assertThat(upstream.rest()).isEmpty();
        client.send(GET);
        task.accept().send(OK);
        assertThat(client.message()).endsWith("\r\n\r\nok");
    }

    @Test
    void aChunkedBodyThatIsCutNeverEnds() {
        Wire client = path.client();
        upstream(client, GET)
                .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n")
                .close();
        assertThat(client.rest()).endsWith("4\r\nfour\r\n");
    }

    @Test
    void anOldClientSeesThatABodyIsCutByAReset() {
        Wire client = path.client();
        upstream(client, "GET / HTTP/1.0\r\nHost: a.example\r\n\r\n")
                .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n")
                .close();
        assertThat(client.rest()).endsWith("<reset>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "HTTP/1.1 200 OK\r\nBad Name: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
            })
    void aResponseThatBreaksTheProtocolIs502AndItsConnectionCloses(String response) {
        Wire client = path.client();
        Wire upstream = upstream(client, GET);
        upstream.send(response);
        assertThat(client.message()).startsWith("HTTP/1.1 502 ");
        assertThat(upstream.rest()).isEmpty();
        assertThat(path.finished()).startsWith("502 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\n", "4\r\nfourX", "4\nfour", "-1\r\n", "0\r\nBad Name: x\r\n\r\n"})
    void aChunkThatBreaksTheProtocolAbortsTheClient(String chunk) {
        Wire client = path.client();
        Wire upstream = upstream(client, GET);
        upstream.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n" + chunk);
        assertThat(client.rest()).doesNotEndWith("0\r\n\r\n");
        assertThat(upstream.rest()).isEmpty();
    }

    @Test
    void anEarlyHintGoesToANewClientAndNotToAnOldOne() {
        String hints = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
        Wire client = path.client();
        Wire upstream = upstream(client, GET);
        upstream.send(hints);
        assertThat(client.head()).isEqualTo(hints);
        upstream.send(OK);
        assertThat(client.message()).startsWith("HTTP/1.1 200 ");
        Wire old = path.client().send("GET / HTTP/1.0\r\nHost: a.example\r\n\r\n");
        upstream.head();
        upstream.send(hints + OK);
        assertThat(old.rest()).startsWith("HTTP/1.1 200 ").doesNotContain("Link");
    }

    @Test
    void eightInterimAnswersPassAndTheNinthIs502() {
        Wire client = path.client();
        String hints = "HTTP/1.1 103 Early Hints\r\n\r\n";
        Wire upstream = upstream(client, GET);
        upstream.send(hints.repeat(8) + OK);
        for (int i = 0; i < 8; i++) {
            assertThat(client.head()).startsWith("HTTP/1.1 103 ");
        }
        assertThat(client.message()).endsWith("ok");
        client.send(GET);
        upstream.head();
        upstream.send(hints.repeat(9) + OK);
        for (int i = 0; i < 8; i++) {
            client.head();
        }
        assertThat(client.message()).startsWith("HTTP/1.1 502 ");
        assertThat(upstream.rest()).isEmpty();
    }

    @Test
    void anEventArrivesBeforeTheNextOneIsSent() {
        Wire client = path.client();
        Wire upstream = upstream(client, GET);
        upstream.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n")
                .send("Transfer-Encoding: chunked\r\n\r\n");
        client.head();
        for (int i = 0; i < 5; i++) {
            upstream.send("9\r\ndata: " + i + "\n\n\r\n");
            assertThat(client.readTo("\n\n\r\n")).endsWith("data: " + i + "\n\n\r\n");
        }
    }
}
