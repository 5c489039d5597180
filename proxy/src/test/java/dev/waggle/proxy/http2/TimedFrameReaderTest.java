package dev.waggle.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Heads that trickle in, beside streams that are open. */
@ExtendWith(LeakCheck.class)
class TimedFrameReaderTest {
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int HEAD_SECONDS = 10;

    private final Http2Server server = new Http2Server();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aHeadThatNeverEndsEndsTheConnectionWhateverIsOpenBesideIt() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/slow");
            FakeUpstream task = server.upstream();
            client.send(FrameClient.HEADERS, 0, 3, head());
            for (int i = 0; i < HEAD_SECONDS / 2; i++) {
                client.send(FrameClient.CONTINUATION, 0, 3, FrameClient.block("x-more", "" + i));
                server.settle();
                server.advance(2);
            }
            advanceUntilRefused();
            assertThat(client.await(FrameClient.GOAWAY, 0).numberAt(4))
                    .isEqualTo(ENHANCE_YOUR_CALM);
            client.awaitClose();
            server.await(() -> task.cancelled);
            assertThat(server.refused).containsExactly("408 head-timeout");
        }
    }

    @Test
    void aFrameOfAHeadThatNeverEndsDoesTheSame() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/slow");
            server.upstream();
            client.settle();
            client.raw(new byte[] {0, 0, 100, FrameClient.HEADERS, 5, 0, 0, 0, 3, 0});
            advanceUntilRefused();
            assertThat(client.await(FrameClient.GOAWAY, 0).numberAt(4))
                    .isEqualTo(ENHANCE_YOUR_CALM);
            client.awaitClose();
        }
    }

    /** However late the event loop reads what was sent. */
    private void advanceUntilRefused() {
        for (int i = 0; i < 100 && server.refused.isEmpty(); i++) {
            server.settle();
            server.advance(2);
        }
    }

    @Test
    void aHeadInManyFramesThatEndsInItsTimeIsServed() throws IOException {
        try (FrameClient client = server.connect()) {
            byte[] head = head();
            client.send(FrameClient.HEADERS, FrameClient.END_STREAM, 1, new byte[0]);
            for (int i = 0; i < head.length; i += 8) {
                byte[] piece = Arrays.copyOfRange(head, i, Math.min(i + 8, head.length));
                int flags = i + 8 >= head.length ? FrameClient.END_HEADERS : 0;
                client.send(FrameClient.CONTINUATION, flags, 1, piece);
            }
            FakeUpstream task = server.upstream();
            server.advance(HEAD_SECONDS * 2);
            server.run(() -> task.answer("served"));
            assertThat(client.body(1)).isEqualTo("served");
        }
    }

    private static byte[] head() {
        return FrameClient.block(
                ":method", "GET", ":scheme", "https", ":path", "/", ":authority", "blog.example");
    }
}
