package dev.waggle.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.http2.FrameClient.Frame;
import dev.waggle.proxy.policy.UnderscorePolicy;
import dev.waggle.proxy.testing.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How connections end: politely, for want of anything to do, or for what a client did. */
@ExtendWith(LeakCheck.class)
class Http2EndOfConnectionTest {
    private static final int NO_ERROR = 0;
    private static final int PROTOCOL_ERROR = 1;
    private static final int FLOW_CONTROL_ERROR = 3;
    private static final int COMPRESSION_ERROR = 9;
    private static final int ENHANCE_YOUR_CALM = 11;

    private Http2Server server = new Http2Server();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aDrainWarnsFirstThenSettlesTheLastStreamAndLetsItFinish() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/");
            FakeUpstream first = server.upstream();
            server.draining = true;
            server.advance(2);
            Frame warning = client.await(FrameClient.GOAWAY, 0);
            assertThat(warning.number()).isEqualTo(Integer.MAX_VALUE);
            assertThat(warning.numberAt(4)).isEqualTo(NO_ERROR);
            client.get(3, "/on-its-way");
            FakeUpstream second = server.upstream();
            server.advance(2);
            Frame last = client.await(FrameClient.GOAWAY, 0);
            assertThat(last.number()).isEqualTo(3);
            assertThat(last.numberAt(4)).isEqualTo(NO_ERROR);
            client.get(5, "/too-late");
            client.settle();
            assertThat(server.hasNoMoreRequests()).isTrue();
            server.run(() -> first.answer("first"));
            assertThat(client.body(1)).isEqualTo("first");
            server.run(() -> second.answer("second"));
            assertThat(client.body(3)).isEqualTo("second");
            server.advance(2);
            client.awaitClose();
        }
    }

    @Test
    void aConnectionWithoutStreamsEndsAfterItsTime() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/");
            FakeUpstream task = server.upstream();
            server.advance(100);
            client.settle();
            assertThat(client.hasSeen(FrameClient.GOAWAY, 0)).isFalse();
            server.run(() -> task.answer("late"));
            assertThat(client.body(1)).isEqualTo("late");
            server.advance(59);
            client.settle();
            assertThat(client.hasSeen(FrameClient.GOAWAY, 0)).isFalse();
            server.advance(6);
            assertThat(client.await(FrameClient.GOAWAY, 0).numberAt(4)).isEqualTo(NO_ERROR);
            client.awaitClose();
        }
    }

    @Test
    void aConnectionWithoutAPrefaceEnds() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("PRI *".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(9)).hasSize(9);
            server.advance(12);
            assertThat(socket.getInputStream().readAllBytes()).isNotNull();
        }
    }

    @Test
    void aConnectionEndsPolitelyAfterItsLastRequest() throws IOException {
        server.close();
        server = new Http2Server(settings(2, 1_000));
        try (FrameClient client = server.connect()) {
            client.get(1, "/");
            client.get(3, "/");
            FakeUpstream first = server.upstream();
            FakeUpstream second = server.upstream();
            server.advance(2);
            assertThat(client.await(FrameClient.GOAWAY, 0).number()).isEqualTo(Integer.MAX_VALUE);
            server.advance(2);
            assertThat(client.await(FrameClient.GOAWAY, 0).number()).isEqualTo(3);
            server.run(() -> {
                first.answer("1");
                second.answer("2");
            });
            assertThat(client.body(3)).isEqualTo("2");
            server.advance(2);
            client.awaitClose();
        }
    }

    private static Http2Settings settings(int maxRequests, int maxUnsentControlFrames) {
        return new Http2Settings(
                100,
                256 * 1024,
                1024 * 1024,
                32 * 1024,
                16 * 1024,
                128,
                256,
                UnderscorePolicy.DROP,
                TimeUnit.SECONDS.toNanos(60),
                TimeUnit.SECONDS.toNanos(10),
                TimeUnit.SECONDS.toNanos(1),
                TimeUnit.SECONDS.toNanos(10),
                1024,
                TimeUnit.SECONDS.toNanos(30),
                1024,
                maxRequests,
                512 * 1024,
                maxUnsentControlFrames,
                200,
                1_000);
    }

    @Test
    void brokenFramesEndTheConnectionWithTheirCode() throws IOException {
        try (FrameClient client = server.connect()) {
            client.send(
                    FrameClient.HEADERS, FrameClient.END_HEADERS, 2, FrameClient.block("a", "b"));
            assertThat(client.await(FrameClient.GOAWAY, 0).numberAt(4)).isEqualTo(PROTOCOL_ERROR);
            client.awaitClose();
        }
        try (FrameClient client = server.connect()) {
            client.send(FrameClient.HEADERS, FrameClient.END_HEADERS, 1, new byte[] {(byte) 0xFF});
            assertThat(client.await(FrameClient.GOAWAY, 0).numberAt(4))
                    .isEqualTo(COMPRESSION_ERROR);
            client.awaitClose();
        }
        try (FrameClient client = server.connect()) {
            client.window(0, Integer.MAX_VALUE);
            assertThat(client.await(FrameClient.GOAWAY, 0).numberAt(4))
                    .isEqualTo(FLOW_CONTROL_ERROR);
            client.awaitClose();
        }
    }

    @Test
    void theTasksOfABrokenConnectionAreCancelled() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/");
            FakeUpstream task = server.upstream();
            client.data(7, false, 1);
            assertThat(client.await(FrameClient.GOAWAY, 0).numberAt(4)).isEqualTo(PROTOCOL_ERROR);
            client.awaitClose();
            server.await(() -> task.cancelled);
        }
    }

    @Test
    void aClientThatNeverReadsItsAnswersIsCutOff() throws IOException {
        server.close();
        server = new Http2Server(settings(10_000, 10));
        try (FrameClient client = server.connect()) {
            client.get(1, "/");
            FakeUpstream task = server.upstream();
            // All in one write: the answers to these wait for one flush.
            client.pings(100);
            client.awaitClose();
            server.await(() -> task.cancelled);
        }
    }

    /** Whoever looks finds something written that the end of the iteration sends. */
    @Test
    void aClientThatReadsSmallAnswersAtOnceIsNotTakenForASlowOne() throws IOException {
        try (FrameClient client = server.connect()) {
            for (int stream = 1; stream < 200; stream += 2) {
                client.get(stream, "/");
                FakeUpstream task = server.upstream();
                server.runForASecond(() -> task.answer("x"));
                assertThat(client.body(stream)).isEqualTo("x");
            }
        }
    }

    /** CVE-2026-33871. */
    @Test
    void emptyContinuationsEndTheConnection() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/");
            FakeUpstream task = server.upstream();
            client.hold(); // In pieces, the last of them would meet a connection that is closed.
            client.send(FrameClient.HEADERS, FrameClient.END_STREAM, 3, new byte[0]);
            for (int i = 0; i < 20; i++) {
                client.send(FrameClient.CONTINUATION, 0, 3, new byte[0]);
            }
            client.letGo();
            assertThat(client.await(FrameClient.GOAWAY, 0).numberAt(4))
                    .isEqualTo(ENHANCE_YOUR_CALM);
            client.awaitClose();
            server.await(() -> task.cancelled);
        }
    }

    /** CVE-2025-55163. */
    @Test
    void aClientThatMakesUsResetItsStreamsIsCutOff() throws IOException {
        try (FrameClient client = server.connect()) {
            for (int i = 0; i < Http2Settings.DEFAULT.maxResets(); i++) {
                client.headers(2 * i + 1, true, "x-a", "no request at all");
            }
            client.settle();
            assertThat(client.hasSeen(FrameClient.GOAWAY, 0)).isFalse();
            client.headers(2 * Http2Settings.DEFAULT.maxResets() + 1, true, "x-a", "one more");
            assertThat(client.await(FrameClient.GOAWAY, 0).numberAt(4))
                    .isEqualTo(ENHANCE_YOUR_CALM);
            client.awaitClose();
        }
    }
}
