package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** WebSocket clients that go to the bounds of the protocol, and beyond. */
@ExtendWith(LeakCheck.class)
final class HostileWebSocketsTest {
    private static final String HOST = "chat.test";
    private static final int FRAGMENTS = 2000;
    private static final int PINGS = 1000;
    private static final int PING_BYTES = 125;
    private static final long MOST_GROWTH = 64L << 20;

    @TempDir Path folder;
    private WebSocketTask task;
    private TestEdge edge;

    @BeforeEach
    void start() {
        task = new WebSocketTask();
        edge =
                TestEdge.in(folder)
                        .with("event-loops", "1")
                        .with("progress-response-time", "1s")
                        .with("timeouts-idle", "2s")
                        .start(
                                new Stack()
                                        .service(
                                                "chat",
                                                task.authority(),
                                                "host",
                                                HOST,
                                                "tls",
                                                "off"));
    }

    @AfterEach
    void stop() {
        edge.close();
        task.close();
    }

    private RawClient open() {
        RawClient client = edge.plain().send(WebSocketTask.request(HOST));
        assertThat(client.answerWithoutBody().status()).isEqualTo(101);
        return client;
    }

    private static void assertRead(RawClient client, byte[] expected) {
        assertThat(client.read(expected.length)).isEqualTo(expected);
    }

    @Test
    void aMessageOfThousandsOfFragmentsComesBackWhole() {
        try (RawClient client = open()) {
            client.send(WebSocketTask.masked(WebSocketTask.TEXT, false, "a"));
            for (int i = 2; i < FRAGMENTS; i++) {
                client.send(WebSocketTask.masked(WebSocketTask.CONTINUATION, false, "a"));
                if (i % 100 == 0) {
                    // Control frames may stand between fragments (RFC 6455 section 5.5).
                    client.send(WebSocketTask.masked(WebSocketTask.PING, true, "p"));
                    assertRead(client, WebSocketTask.answer(WebSocketTask.PONG, "p"));
                }
            }
            client.send(WebSocketTask.masked(WebSocketTask.CONTINUATION, true, "a"));
            assertRead(client, WebSocketTask.answer(WebSocketTask.TEXT, "a".repeat(FRAGMENTS)));
        }
    }

    @Test
    void aFrameThatComesByteByByteComesBackWhole() {
        try (RawClient client = open()) {
            for (byte b : WebSocketTask.masked(WebSocketTask.TEXT, true, "slowly")) {
                client.send(new byte[] {b});
            }
            assertRead(client, WebSocketTask.answer(WebSocketTask.TEXT, "slowly"));
        }
    }

    @Test
    void aFrameWithoutAMaskReachesTheTaskWhichEndsTheConnection() {
        try (RawClient client = open()) {
            client.send(WebSocketTask.answer(WebSocketTask.TEXT, "naked"));
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aFloodOfPingsIsAnsweredAtTheTasksPace() {
        byte[] pong = WebSocketTask.answer(WebSocketTask.PONG, "p".repeat(PING_BYTES));
        byte[] ping = WebSocketTask.masked(WebSocketTask.PING, true, "p".repeat(PING_BYTES));
        try (RawClient client = open()) {
            CompletableFuture<Void> answers =
                    CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < PINGS; i++) {
                            assertRead(client, pong);
                        }
                    });
            for (int i = 0; i < PINGS; i++) {
                client.send(ping);
            }
            assertThat(answers).succeedsWithin(Duration.ofMinutes(1));
            client.send(WebSocketTask.masked(WebSocketTask.TEXT, true, "still there"));
            assertRead(client, WebSocketTask.answer(WebSocketTask.TEXT, "still there"));
        }
    }

    /** Its answers fill what is between it and the task; then nobody reads from it any more. */
    @Test
    void whoFloodsWithPingsAndReadsNoAnswerIsHeldAndThenCut() {
        byte[] ping = WebSocketTask.masked(WebSocketTask.PING, true, "p".repeat(PING_BYTES));
        long before = PlatformDependent.usedDirectMemory();
        try (RawClient client = open()) {
            assertThat(endsWhileSending(client, ping)).isTrue();
            assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(MOST_GROWTH);
            Eventually.is(() -> edge.metric("waggle_connections_open{listener=\"http\"}") == 0);
        }
    }

    private static boolean endsWhileSending(RawClient client, byte[] ping) {
        try {
            for (long sent = 0; sent < 1L << 30; sent += ping.length) {
                client.send(ping);
            }
            return false;
        } catch (IllegalStateException e) {
            return e.getCause() instanceof IOException;
        }
    }

    @Test
    void whoNeverClosesIsCutSomeTimeAfterItsTaskHasClosed() {
        try (RawClient client = open()) {
            client.send(WebSocketTask.masked(WebSocketTask.CLOSE, true, ""));
            assertRead(client, WebSocketTask.answer(WebSocketTask.CLOSE, ""));
            assertThat(client.isEnded()).isTrue();
            Eventually.is(() -> edge.metric("waggle_connections_open{listener=\"http\"}") == 0);
        }
    }
}
