package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class RequestBodyTest extends DataPathTest {
    private static final String EXPECTING =
            "POST / HTTP/1.1\r\nHost: a.example\r\nExpect: 100-continue\r\n";

    private void answer(Wire upstream, Wire client) {
        upstream.send(OK);
        assertThat(client.message()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nok");
    }

    @Test
    void aSmallChunkedBodyReachesTheTaskWithItsLength() {
        Wire client = path.client().send(chunkedPost() + "3;x\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        Wire upstream = task.accept();
        assertThat(upstream.message())
                .contains("Content-Length: 5\r\n")
                .doesNotContain("Transfer-Encoding")
                .endsWith("\r\n\r\nabcde");
        answer(upstream, client);
    }

    @Test
    void aLongChunkedBodyReachesTheTaskInChunksAndWhole() {
        Wire client = path.client().send(chunkedPost());
        int length = 300_000;
        Thread.ofVirtual()
                .start(() -> {
                    for (int at = 0; at < length; at += 10_000) {
                        client.send("2710\r\n").send(Pattern.bytes(at, 10_000)).send("\r\n");
                    }
                    client.send("0\r\n\r\n");
                });
        Wire upstream = task.accept();
        assertThat(upstream.head())
                .contains("Transfer-Encoding: chunked\r\n")
                .doesNotContain("Content-Length");
        int at = 0;
        for (int size = chunkSize(upstream); size > 0; size = chunkSize(upstream)) {
            upstream.readPattern(at, size);
            assertThat(upstream.read(2)).isEqualTo("\r\n");
            at += size;
        }
        assertThat(at).isEqualTo(length);
        upstream.read(2);
        answer(upstream, client);
    }

    private static int chunkSize(Wire upstream) {
        return Integer.parseInt(upstream.readTo("\r\n").strip(), 16);
    }

    @Test
    void aSlowChunkedBodyIsSentInChunksAfterTheWait() {
        Wire client = path.client().send(chunkedPost() + "3\r\nabc\r\n");
        path.awaitClients(1);
        path.await("the first chunk", () -> path.hasActive());
        path.run(() -> {});
        assertThat(task.hasNoMoreConnections()).isTrue();
        path.advance(800);
        Wire upstream = task.accept();
        assertThat(upstream.head()).contains("Transfer-Encoding: chunked\r\n");
        assertThat(upstream.readTo("abc\r\n")).isEqualTo("3\r\nabc\r\n");
        client.send("2\r\nde\r\n0\r\n\r\n");
        assertThat(upstream.readTo("0\r\n\r\n")).isEqualTo("2\r\nde\r\n0\r\n\r\n");
        answer(upstream, client);
    }

    @Test
    void trailersMakeASmallBodyChunked() {
        Wire client =
                path.client()
                        .send(chunkedPost() + "3\r\nabc\r\n0\r\nA: b\r\nContent-Length: 9\r\n\r\n");
        Wire upstream = task.accept();
        assertThat(upstream.head()).contains("Transfer-Encoding: chunked\r\n");
        assertThat(upstream.readTo("A: b\r\n\r\n")).isEqualTo("3\r\nabc\r\n0\r\nA: b\r\n\r\n");
        answer(upstream, client);
        path.awaitIdle(1);
    }

    @Test
    void theTaskDecidesWhetherAClientThatExpects100MaySend() {
        Wire client = path.client().send(EXPECTING + "Content-Length: 3\r\n\r\n");
        Wire upstream = task.accept();
        assertThat(upstream.head()).contains("Expect: 100-continue\r\n");
        assertThat(client.hasInput()).isFalse();
        upstream.send("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        client.send("abc");
        assertThat(upstream.read(3)).isEqualTo("abc");
        answer(upstream, client);
        path.awaitIdle(1);
    }

    @Test
    void aClientThatExpects100IsNotSlowWhileTheTaskIs() {
        Wire client = path.client().send(EXPECTING + "Content-Length: 3\r\n\r\n");
        Wire upstream = task.accept();
        upstream.head();
        path.advance(30_000);
        assertThat(path.hasNothingFinished()).isTrue();
        upstream.send("HTTP/1.1 100 Continue\r\n\r\n");
        client.head();
        path.advance(11_500);
        assertThat(path.finished()).isEqualTo("408 body-timeout");
        assertThat(client.rest()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void aTaskThatNeverAnswersAnExpectationTimesOut() {
        Wire client = path.client().send(EXPECTING + "Content-Length: 3\r\n\r\n");
        task.accept().head();
        path.advance(60_500);
        assertThat(path.finished()).startsWith("504 ");
        assertThat(client.message()).startsWith("HTTP/1.1 504 ");
    }

    @Test
    void whileAChunkedBodyIsBufferedWeAnswer100AndDropTheField() {
        Wire client = path.client().send(EXPECTING + "Transfer-Encoding: chunked\r\n\r\n");
        assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        client.send("3\r\nabc\r\n0\r\n\r\n");
        Wire upstream = task.accept();
        assertThat(upstream.message()).doesNotContain("Expect").endsWith("\r\n\r\nabc");
        upstream.send("HTTP/1.1 100 Continue\r\n\r\n");
        answer(upstream, client);
    }

    @Test
    void aFinalStatusInsteadOf100IsRelayedAndTheConnectionCloses() {
        Wire client = path.client().send(EXPECTING + "Content-Length: 3\r\n\r\n");
        Wire upstream = task.accept();
        upstream.head();
        upstream.send("HTTP/1.1 417 No\r\nContent-Length: 2\r\n\r\nno");
        assertThat(client.rest())
                .startsWith("HTTP/1.1 417 ")
                .contains("Connection: close\r\n")
                .endsWith("\r\n\r\nno");
        assertThat(upstream.rest()).isEmpty();
        client.close();
        path.awaitClients(0);
    }

    @Test
    void aBodyThatAnnouncesTooMuchNeverReachesTheTask() {
        Wire client = path.client().send(post(2 * 1024 * 1024));
        assertThat(client.rest()).startsWith("HTTP/1.1 413 ").contains("Connection: close\r\n");
        assertThat(task.hasNoMoreConnections()).isTrue();
    }

    @Test
    void aBodyThatGrowsTooLargeIsRefusedAndNeverCompletes() {
        path.publish(Routes.withMaxBody(100_000, task.endpoint()));
        Wire client = path.client().send(chunkedPost());
        Thread.ofVirtual().start(() -> client.trySend(chunks(300_000)));
        Wire upstream = task.accept();
        assertThat(client.rest()).startsWith("HTTP/1.1 413 ").contains("Connection: close\r\n");
        assertThat(upstream.rest()).doesNotContain("\r\n0\r\n\r\n");
    }

    @Test
    void anUpgradeIsNoWayAroundTheLimit() {
        path.publish(Routes.withMaxBody(10, task.endpoint()));
        Wire client =
                path.client()
                        .send(
                                "POST / HTTP/1.1\r\nHost: a.example\r\nUpgrade: x\r\n"
                                        + "Connection: upgrade\r\nContent-Length: 11\r\n\r\n");
        assertThat(client.rest()).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aBodyThatCameDuringAuthenticationCountsToo() {
        path.publish(Routes.withMaxBody(10, task.endpoint()));
        AtomicReference<Runnable> granted = new AtomicReference<>();
        path.authenticator = (route, exchange) -> granted.set(() -> exchange.authenticated(null));
        Wire client = path.client().send(chunkedPost() + "b\r\n12345678901\r\n0\r\n\r\n");
        path.await("the question", () -> granted.get() != null);
        path.run(granted.get());
        assertThat(client.message()).startsWith("HTTP/1.1 413 ");
        assertThat(task.hasNoMoreConnections()).isTrue();
    }

    @Test
    void aClientThatLeavesDuringAuthenticationLeavesNothing() {
        AtomicReference<Runnable> granted = new AtomicReference<>();
        path.authenticator = (route, exchange) -> granted.set(() -> exchange.authenticated(null));
        Wire client = path.client().send(post(5) + "abc");
        path.await("the question", () -> granted.get() != null);
        client.close();
        path.awaitClients(0);
        path.run(granted.get());
        assertThat(path.finished()).isEqualTo("499 client-closed");
        assertThat(task.hasNoMoreConnections()).isTrue();
    }

    private static byte[] chunks(int length) {
        String chunk = "2710\r\n" + "x".repeat(10_000) + "\r\n";
        return (chunk.repeat(length / 10_000) + "0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void anEarlyAnswerIsReadWholeByAClientThatIsStillSending() {
        path.publish(Routes.withMaxBody(0, task.endpoint()));
        int length = 5_000_000;
        Wire client = path.client().send(post(length));
        Thread sending = Thread.ofVirtual().start(() -> client.trySend(Pattern.bytes(0, length)));
        Wire upstream = task.accept();
        upstream.head();
        upstream.send("HTTP/1.1 403 No\r\nContent-Length: 500000\r\n\r\n");
        upstream.send(Pattern.bytes(0, 500_000));
        assertThat(client.head()).startsWith("HTTP/1.1 403 ").contains("Connection: close\r\n");
        client.readPattern(0, 500_000);
        assertThat(client.rest()).isEmpty();
        path.await("all sent and dropped", () -> !sending.isAlive());
    }

    @Test
    void theAnswerOfATaskThatClosedWithoutReadingIsNotLost() {
        path.publish(Routes.withMaxBody(0, task.endpoint()));
        for (int i = 0; i < 20; i++) {
            int length = 3_000_000;
            Wire client = path.client().send(post(length));
            Thread.ofVirtual().start(() -> client.trySend(Pattern.bytes(0, length)));
            Wire upstream = task.accept();
            upstream.head();
            path.run(() -> upstream.send("HTTP/1.1 413 No\r\nConnection: close\r\n\r\nno").close());
            assertThat(client.head()).startsWith("HTTP/1.1 413 ");
            client.close();
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleOfItsRequestEndsThatToTheTask() {
        Wire client = path.client().send(post(10) + "abc");
        Wire upstream = task.accept();
        upstream.head();
        assertThat(upstream.read(3)).isEqualTo("abc");
        client.close();
        assertThat(upstream.rest()).isEmpty();
        assertThat(path.finished()).isEqualTo("499 client-closed");
        path.awaitStanding(0);
    }

    @Test
    void aClientThatLeavesInTheMiddleOfChunksDoesNotCompleteThem() {
        Wire client = path.client().send(chunkedPost() + "3\r\nabc\r\n");
        path.await("the exchange", path::hasActive);
        path.advance(800);
        Wire upstream = task.accept();
        upstream.head();
        client.reset();
        assertThat(upstream.rest()).isEqualTo("3\r\nabc\r\n");
    }

    @Test
    void aClientThatLeavesInTheMiddleOfItsResponseClosesTheConnectionToTheTask() {
        Wire client = path.client().send(GET);
        Wire upstream = task.accept();
        upstream.head();
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        client.head();
        client.close();
        assertThat(upstream.rest()).isEmpty();
        path.awaitStanding(0);
    }

    @Test
    void aBadChunkIsRefusedAndTheTaskSeesNoEnd() {
        Wire client = path.client().send(chunkedPost() + "3\r\nabc\r\n");
        path.await("the exchange", path::hasActive);
        path.advance(800);
        Wire upstream = task.accept();
        upstream.head();
        client.send("2\r\nzz\nGET / HTTP/1.1\r\n\r\n");
        assertThat(client.rest()).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1");
        assertThat(upstream.rest()).doesNotContain("0\r\n\r\n");
    }

    @Test
    void bytesBehindARefusedBodyAreNeverARequest() {
        Wire client =
                path.client()
                        .send(
                                "POST / HTTP/1.1\r\nHost: other.example\r\nContent-Length: 3\r\n\r\n"
                                        + "abc"
                                        + GET);
        assertThat(client.rest()).startsWith("HTTP/1.1 404 ").containsOnlyOnce("HTTP/1.1");
        assertThat(task.hasNoMoreConnections()).isTrue();
    }
}
