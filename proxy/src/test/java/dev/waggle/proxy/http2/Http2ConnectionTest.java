package dev.waggle.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.http2.FrameClient.Frame;
import dev.waggle.proxy.testing.LeakCheck;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests and responses of streams. */
@ExtendWith(LeakCheck.class)
class Http2ConnectionTest {
    private static final int PROTOCOL_ERROR = 1;
    private static final int REFUSED_STREAM = 7;
    private static final int CANCEL = 8;
    private static final int INTERNAL_ERROR = 2;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MAX_HEADER_LIST_SIZE = 6;

    private final Http2Server server = new Http2Server();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void settingsSayWhatHolds() throws IOException {
        try (FrameClient client = server.connect()) {
            Frame settings = client.await(FrameClient.SETTINGS, 0);
            assertThat(settings.payload()).hasSize(24);
            Frame window = client.await(FrameClient.WINDOW_UPDATE, 0);
            assertThat(window.number()).isEqualTo(1024 * 1024 - 65_535);
        }
    }

    @Test
    void getReachesTheTaskAndItsAnswerTheClient() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/posts?page=2", "accept", "text/html", "x-own", "1");
            FakeUpstream task = server.upstream();
            assertThat(task.line).isEqualTo("GET blog.example /posts?page=2");
            assertThat(task.fields).containsExactly("accept: text/html", "x-own: 1");
            assertThat(task.ended).isTrue();
            server.run(() -> task.answer("hello"));
            Frame head = client.await(FrameClient.HEADERS, 1);
            assertThat(head.status()).isEqualTo("200");
            assertThat(head.header("content-type")).isEqualTo("text/plain");
            assertThat(head.header("date")).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
            assertThat(client.body(1)).isEqualTo("hello");
            assertThat(server.finished).containsExactly("200");
        }
    }

    @Test
    void streamsAreAnsweredInAnyOrder() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/slow");
            client.get(3, "/quick");
            FakeUpstream slow = server.upstream();
            FakeUpstream quick = server.upstream();
            server.run(() -> quick.answer("quick"));
            assertThat(client.body(3)).isEqualTo("quick");
            server.run(() -> slow.answer("slow"));
            assertThat(client.body(1)).isEqualTo("slow");
        }
    }

    @Test
    void headsOfOneConnectionAreReusedWithoutMixingThem() throws IOException {
        try (FrameClient client = server.connect()) {
            for (int stream = 1; stream < 200; stream += 2) {
                client.get(stream, "/" + stream, "x-stream", "" + stream);
                FakeUpstream task = server.upstream();
                assertThat(task.line).isEqualTo("GET blog.example /" + stream);
                assertThat(task.fields).containsExactly("x-stream: " + stream);
                server.run(() -> task.answer(task.line));
                assertThat(client.body(stream)).isEqualTo(task.line);
            }
        }
    }

    @Test
    void responsesWithoutABodyEndWithTheirHead() throws IOException {
        try (FrameClient client = server.connect()) {
            int stream = 1;
            for (int status : new int[] {204, 304, 200}) {
                client.request(stream, "HEAD", "/", true);
                FakeUpstream task = server.upstream();
                server.run(() -> task.head(status, true, "Content-Length", "5"));
                Frame head = client.await(FrameClient.HEADERS, stream);
                assertThat(head.endsStream()).isTrue();
                assertThat(head.status()).isEqualTo("" + status);
                stream += 2;
            }
        }
    }

    @Test
    void fieldsAreSentInLowerCaseAndWithoutThoseOfOneHop() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/");
            FakeUpstream task = server.upstream();
            server.run(() ->
                    task.head(
                            418,
                            true,
                            "Connection",
                            "close",
                            "Keep-Alive",
                            "timeout=5",
                            "X-Under_Score",
                            "1",
                            "Set-Cookie",
                            "a=1",
                            "Date",
                            "yesterday",
                            "X-Long",
                            "x".repeat(3000)));
            Frame head = client.await(FrameClient.HEADERS, 1);
            assertThat(head.status()).isEqualTo("418");
            assertThat(head.names())
                    .containsExactlyInAnyOrder(
                            ":status", "x-under_score", "set-cookie", "date", "x-long");
            assertThat(head.header("date")).isEqualTo("yesterday");
            assertThat(head.header("x-long")).hasSize(3000);
        }
    }

    @Test
    void informationalResponsesComeBeforeTheFinalOne() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/");
            FakeUpstream task = server.upstream();
            server.run(() -> {
                task.head(103, false, "Link", "</style.css>");
                task.answer("done");
            });
            Frame hints = client.await(FrameClient.HEADERS, 1);
            assertThat(hints.status()).isEqualTo("103");
            assertThat(hints.header("link")).isEqualTo("</style.css>");
            assertThat(client.await(FrameClient.HEADERS, 1).status()).isEqualTo("200");
        }
    }

    @Test
    void trailersPassBothWays() throws IOException {
        try (FrameClient client = server.connect()) {
            client.request(1, "POST", "/", false, "content-length", "3");
            client.data(1, false, 3);
            client.headers(1, true, "x-checksum", "abc", "authorization", "no");
            FakeUpstream task = server.upstream();
            client.settle();
            assertThat(task.trailers).containsExactly("x-checksum: abc");
            server.run(() -> {
                task.head(200, false);
                task.body("x");
                task.endWith("Grpc-Status", "0");
            });
            assertThat(client.await(FrameClient.DATA, 1).text()).isEqualTo("x");
            Frame trailers = client.await(FrameClient.HEADERS, 1);
            assertThat(trailers.endsStream()).isTrue();
            assertThat(trailers.header("grpc-status")).isEqualTo("0");
        }
    }

    @Test
    void trailersWaitBehindTheBodyForTheWindow() throws IOException {
        try (FrameClient client = server.connect(INITIAL_WINDOW_SIZE, 2)) {
            client.get(1, "/");
            FakeUpstream task = server.upstream();
            server.run(() -> {
                task.head(200, false);
                task.body("abcd");
                task.endWith("x-end", "1");
            });
            assertThat(client.await(FrameClient.DATA, 1).text()).isEqualTo("ab");
            client.window(1, 10);
            assertThat(client.await(FrameClient.DATA, 1).text()).isEqualTo("cd");
            assertThat(client.await(FrameClient.HEADERS, 1).header("x-end")).isEqualTo("1");
        }
    }

    @Test
    void cookieCrumbsBecomeOneField() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/", "cookie", "a=1", "x-between", "1", "cookie", "b=2", "cookie", "c=3");
            FakeUpstream task = server.upstream();
            assertThat(task.fields).containsExactly("x-between: 1", "cookie: a=1; b=2; c=3");
        }
    }

    @Test
    void manyCrumbsAreOneFieldAndTooManyAreRefused() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/", repeated("cookie", 256));
            assertThat(server.upstream().fields).hasSize(1);
            client.get(3, "/", repeated("cookie", 257));
            assertThat(client.await(FrameClient.HEADERS, 3).status()).isEqualTo("431");
            client.get(5, "/", repeated("x-field", 128));
            assertThat(server.upstream().fields).hasSize(128);
            client.get(7, "/", repeated("x-field", 129));
            assertThat(client.await(FrameClient.HEADERS, 7).status()).isEqualTo("431");
            assertThat(server.refused)
                    .containsExactly("431 too-many-fields", "431 too-many-fields");
        }
    }

    private static String[] repeated(String name, int count) {
        String[] fields = new String[count * 2];
        for (int i = 0; i < count; i++) {
            fields[2 * i] = name;
            fields[2 * i + 1] = "v" + i;
        }
        return fields;
    }

    @Test
    void aHeadOverTheLimitIsAnsweredAndTheConnectionLivesOn() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/", "x-a", "a".repeat(8000), "x-b", "b".repeat(8000));
            FakeUpstream fits = server.upstream();
            server.run(() -> fits.answer("fits"));
            assertThat(client.body(1)).isEqualTo("fits");
            client.get(3, "/", "x-a", "a".repeat(16_000), "x-b", "b".repeat(16_800));
            assertThat(client.await(FrameClient.HEADERS, 3).status()).isEqualTo("431");
            client.get(5, "/");
            FakeUpstream next = server.upstream();
            server.run(() -> next.answer("next"));
            assertThat(client.body(5)).isEqualTo("next");
        }
    }

    /** What it says is advice (RFC 9113 section 6.5.2); answers have heads all the same. */
    @Test
    void aClientThatWantsHeadsOfAByteIsAnsweredAsUsual() throws IOException {
        try (FrameClient client = server.connect(MAX_HEADER_LIST_SIZE, 1)) {
            client.get(1, "/");
            FakeUpstream task = server.upstream();
            server.run(() -> task.answer("hello"));
            assertThat(client.await(FrameClient.HEADERS, 1).status()).isEqualTo("200");
            assertThat(client.body(1)).isEqualTo("hello");
        }
    }

    /** CVE-2026-50560. */
    @Test
    void thirtyTwoBytesCountForEachFieldOfAHead() throws IOException {
        try (FrameClient client = server.connect()) {
            // 1,100 references to a field of the static table: 1.1 KiB here, 35 KiB by the count.
            byte[] bomb = new byte[1_100];
            Arrays.fill(bomb, (byte) (0x80 | 16));
            client.send(
                    FrameClient.HEADERS, FrameClient.END_HEADERS | FrameClient.END_STREAM, 1, bomb);
            assertThat(client.await(FrameClient.HEADERS, 1).status()).isEqualTo("431");
            assertThat(server.refused).containsExactly("431 head-too-large");
        }
    }

    @Test
    void refusalsThatHaveAStatusAreAnswered() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/" + "a".repeat(16 * 1024));
            assertThat(client.await(FrameClient.HEADERS, 1).status()).isEqualTo("414");
            client.headers(3, true, ":method", "CONNECT", ":authority", "blog.example:443");
            Frame connect = client.await(FrameClient.HEADERS, 3);
            assertThat(connect.status()).isEqualTo("405");
            assertThat(connect.header("allow")).contains("GET");
            client.request(5, "TRACE", "/", true);
            assertThat(client.await(FrameClient.HEADERS, 5).status()).isEqualTo("405");
            client.headers(
                    7,
                    false,
                    ":method",
                    "CONNECT",
                    ":protocol",
                    "connect-udp",
                    ":scheme",
                    "https",
                    ":path",
                    "/",
                    ":authority",
                    "blog.example");
            assertThat(client.await(FrameClient.HEADERS, 7).status()).isEqualTo("501");
            client.request(9, "POST", "/", false, "expect", "a-miracle");
            assertThat(client.await(FrameClient.HEADERS, 9).status()).isEqualTo("417");
            client.headers(11, true, ":method", "GET", ":scheme", "https", ":path", "/");
            assertThat(client.await(FrameClient.HEADERS, 11).status()).isEqualTo("400");
            assertThat(server.hasNoMoreRequests()).isTrue();
        }
    }

    @Test
    void unknownHostsGetALocalReply() throws IOException {
        try (FrameClient client = server.connect()) {
            client.headers(
                    1,
                    true,
                    ":method",
                    "GET",
                    ":scheme",
                    "https",
                    ":path",
                    "/",
                    ":authority",
                    "other.example");
            assertThat(client.await(FrameClient.HEADERS, 1).status()).isEqualTo("404");
            assertThat(client.body(1)).startsWith("404 Not Found");
        }
    }

    @Test
    void theBodyMustBeAsLongAsItWasSaidToBe() throws IOException {
        try (FrameClient client = server.connect()) {
            client.request(1, "POST", "/", false, "content-length", "10");
            FakeUpstream shorter = server.upstream();
            client.data(1, true, 9);
            assertThat(client.await(FrameClient.RST_STREAM, 1).number()).isEqualTo(PROTOCOL_ERROR);
            assertThat(shorter.cancelled).isTrue();
            assertThat(shorter.ended).isFalse();

            client.request(3, "POST", "/", false, "content-length", "10");
            FakeUpstream longer = server.upstream();
            client.data(3, false, 11);
            assertThat(client.await(FrameClient.RST_STREAM, 3).number()).isEqualTo(PROTOCOL_ERROR);
            assertThat(longer.cancelled).isTrue();
            assertThat(longer.bodyBytes).isZero();

            client.request(5, "POST", "/", true, "content-length", "1");
            assertThat(client.await(FrameClient.RST_STREAM, 5).number()).isEqualTo(PROTOCOL_ERROR);
            assertThat(server.finished)
                    .containsExactly("400 content-length-mismatch", "400 content-length-mismatch");
        }
    }

    @Test
    void aBodyOfUnknownLengthIsTold() throws IOException {
        try (FrameClient client = server.connect()) {
            client.request(1, "POST", "/", false);
            client.data(1, false, 5);
            client.data(1, true, 5);
            FakeUpstream small = server.upstream();
            assertThat(small.isChunked()).isFalse();
            client.request(3, "POST", "/", false);
            for (int i = 0; i < 5; i++) {
                client.data(3, false, 16_000);
            }
            FakeUpstream large = server.upstream();
            assertThat(large.isChunked()).isTrue();
        }
    }

    @Test
    void aTaskThatCannotTakeABodyShutsItsWindow() throws IOException {
        server.taskIsSlow = true;
        try (FrameClient client = server.connect()) {
            client.await(f -> f.type() == FrameClient.SETTINGS && f.flags() == 0);
            client.send(FrameClient.SETTINGS, FrameClient.ACK, 0, new byte[0]);
            client.request(1, "PUT", "/", false, "content-length", "400000");
            FakeUpstream task = server.upstream();
            for (int i = 0; i < 16; i++) {
                client.data(1, false, 16_000);
            }
            client.settle();
            assertThat(task.bodyBytes).isEqualTo(256_000);
            assertThat(client.hasSeen(FrameClient.WINDOW_UPDATE, 1)).isFalse();
            server.run(() -> {
                task.writable = true;
                task.exchange.upstreamWritable();
            });
            assertThat(client.await(FrameClient.WINDOW_UPDATE, 1).number()).isEqualTo(256_000);
            for (int i = 0; i < 9; i++) {
                client.data(1, i == 8, 16_000);
            }
            client.settle();
            assertThat(task.bodyBytes).isEqualTo(400_000);
            assertThat(task.ended).isTrue();
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsTheTaskBack() throws IOException {
        try (FrameClient client = server.connect(INITIAL_WINDOW_SIZE, 10 * 1024 * 1024)) {
            client.window(0, 100 * 1024 * 1024);
            client.get(1, "/");
            FakeUpstream task = server.upstream();
            server.run(() -> task.head(200, false));
            long sent = 0;
            long more;
            do {
                more = server.onLoop(() -> task.bodyWhileWanted(64 * 1024 * 1024));
                sent += more;
            } while (more > 0);
            assertThat(sent).isLessThan(4 * 1024 * 1024);
            long held = sent;
            for (long got = 0; got < held; ) {
                got += client.await(FrameClient.DATA, 1).payload().length;
            }
            client.settle();
            assertThat(server.onLoop(() -> task.wanted)).isTrue();
        }
    }

    @Test
    void aShutWindowHoldsTheTaskBack() throws IOException {
        try (FrameClient client = server.connect(INITIAL_WINDOW_SIZE, 0)) {
            client.get(1, "/");
            FakeUpstream task = server.upstream();
            server.run(() -> task.head(200, false));
            long sent = server.onLoop(() -> task.bodyWhileWanted(1024 * 1024));
            assertThat(sent).isEqualTo(16 * 1024);
            client.await(FrameClient.HEADERS, 1);
            client.window(1, 32 * 1024);
            assertThat(client.await(FrameClient.DATA, 1).payload()).isNotEmpty();
            client.settle();
            assertThat(server.onLoop(() -> task.wanted)).isTrue();
        }
    }

    @Test
    void largeBodiesArriveWhole() throws IOException {
        try (FrameClient client = server.connect(INITIAL_WINDOW_SIZE, 10 * 1024 * 1024)) {
            client.window(0, 100 * 1024 * 1024);
            client.get(1, "/");
            FakeUpstream task = server.upstream();
            String text = "0123456789abcdef".repeat(20_000);
            server.run(() -> task.answer(text));
            client.await(FrameClient.HEADERS, 1);
            assertThat(client.body(1)).isEqualTo(text);
            assertThat(client.seen())
                    .filteredOn(f -> f.type() == FrameClient.DATA)
                    .allMatch(f -> f.payload().length + 9 <= 16 * 1024);
        }
    }

    @Test
    void anEarlyResponseEndsTheRequestWithNoError() throws IOException {
        try (FrameClient client = server.connect()) {
            client.request(1, "POST", "/", false, "content-length", "100");
            client.data(1, false, 10);
            FakeUpstream task = server.upstream();
            server.run(() -> task.answer("no, thanks"));
            assertThat(client.body(1)).isEqualTo("no, thanks");
            client.data(1, false, 10);
            client.settle();
            assertThat(client.hasSeen(FrameClient.RST_STREAM, 1))
                    .as("before the client had time to read the response")
                    .isFalse();
            server.advance(3);
            assertThat(client.await(FrameClient.RST_STREAM, 1).number()).isZero();
            client.data(1, false, 10);
            client.get(3, "/");
            FakeUpstream next = server.upstream();
            server.run(() -> next.answer("next"));
            assertThat(client.body(3)).isEqualTo("next");
            assertThat(client.seen())
                    .filteredOn(f -> f.type() == FrameClient.RST_STREAM)
                    .as("what was on its way to the stream is ignored")
                    .hasSize(1);
        }
    }

    @Test
    void aClientThatEndsItsRequestAfterTheResponseIsNotReset() throws IOException {
        try (FrameClient client = server.connect()) {
            client.request(1, "POST", "/", false, "content-length", "20");
            client.data(1, false, 10);
            FakeUpstream task = server.upstream();
            server.run(() -> task.answer("enough"));
            assertThat(client.body(1)).isEqualTo("enough");
            client.data(1, true, 10);
            client.settle();
            server.advance(3);
            client.settle();
            assertThat(client.hasSeen(FrameClient.RST_STREAM, 1)).isFalse();
        }
    }

    @Test
    void aBodyOverTheRoutesLimitIsAnswered() throws IOException {
        try (FrameClient client = server.connect()) {
            client.request(1, "POST", "/", false, "content-length", "9000000");
            assertThat(client.await(FrameClient.HEADERS, 1).status()).isEqualTo("413");
            assertThat(client.body(1)).startsWith("413");
            server.advance(3);
            assertThat(client.await(FrameClient.RST_STREAM, 1).number()).isZero();
        }
    }

    @Test
    void aResetByTheClientCancelsTheTask() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/");
            FakeUpstream task = server.upstream();
            client.reset(1);
            client.settle();
            assertThat(task.cancelled).isTrue();
            assertThat(server.finished).containsExactly("499 client-reset");
        }
    }

    @Test
    void aClientThatGoesCancelsAllItsTasks() throws IOException {
        FakeUpstream first;
        FakeUpstream second;
        try (FrameClient client = server.connect()) {
            client.get(1, "/");
            client.request(3, "POST", "/", false, "content-length", "10");
            first = server.upstream();
            second = server.upstream();
        }
        server.await(() -> first.cancelled && second.cancelled);
        assertThat(server.finished).containsExactly("499 client-closed", "499 client-closed");
    }

    @Test
    void aResponseThatBreaksOffIsResetAndNotEnded() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/");
            FakeUpstream task = server.upstream();
            server.run(() -> {
                task.head(200, false);
                task.exchange.upstreamFailed(
                        Failure.upstream(Failure.Kind.DISCONNECTED, "upstream-closed"), null);
            });
            assertThat(client.await(FrameClient.RST_STREAM, 1).number()).isEqualTo(INTERNAL_ERROR);
            assertThat(client.seen()).noneMatch(Frame::endsStreamOfData);
        }
    }

    /** CVE-2026-47244. */
    @Test
    void streamsOverTheLimitAreRefusedFromTheFirstFrameOn() throws IOException {
        try (FrameClient client = server.connect()) {
            for (int i = 0; i < 101; i++) {
                client.get(2 * i + 1, "/");
            }
            assertThat(client.await(FrameClient.RST_STREAM, 201).number())
                    .isEqualTo(REFUSED_STREAM);
            for (int i = 0; i < 100; i++) {
                server.upstream();
            }
            assertThat(server.hasNoMoreRequests()).isTrue();
        }
    }

    @Test
    void aClientThatTricklesItsBodyIsTold() throws IOException {
        try (FrameClient client = server.connect()) {
            client.request(1, "POST", "/", false, "content-length", "100000");
            FakeUpstream task = server.upstream();
            for (int i = 0; i < 5; i++) {
                server.advance(2);
                client.data(1, false, 1);
                client.settle();
            }
            server.advance(4);
            assertThat(client.await(FrameClient.HEADERS, 1).status()).isEqualTo("408");
            assertThat(task.cancelled).isTrue();
        }
    }

    @Test
    void aClientOfGrpcMaySayLittleForHours() throws IOException {
        try (FrameClient client = server.connect()) {
            client.request(1, "POST", "/", false, "content-type", "application/grpc");
            client.settle();
            // Until then its body might have been a small one, whose length can be told.
            server.advance(6);
            FakeUpstream task = server.upstream();
            for (int i = 0; i < 3; i++) {
                server.advance(2_500);
                client.data(1, false, 1);
                client.settle();
            }
            assertThat(server.onLoop(() -> task.bodyBytes)).isEqualTo(3);
            assertThat(task.cancelled).isFalse();
            server.run(() -> task.head(200, true, "grpc-status", "0"));
            assertThat(client.await(FrameClient.HEADERS, 1).status()).isEqualTo("200");
        }
    }

    @Test
    void aClientThatKeepsItsWindowShutIsReset() throws IOException {
        try (FrameClient client = server.connect(INITIAL_WINDOW_SIZE, 0)) {
            client.get(1, "/");
            FakeUpstream task = server.upstream();
            server.run(() -> task.answer("never read"));
            client.await(FrameClient.HEADERS, 1);
            server.advance(29);
            client.settle();
            assertThat(client.hasSeen(FrameClient.RST_STREAM, 1)).isFalse();
            server.advance(5);
            assertThat(client.await(FrameClient.RST_STREAM, 1).number()).isEqualTo(CANCEL);
        }
    }
}
