package dev.waggle.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Frames of streams that take none any more (RFC 9113 section 5.1). */
@ExtendWith(LeakCheck.class)
class StreamStatesTest {
    private static final int PROTOCOL_ERROR = 1;
    private static final int STREAM_CLOSED = 5;

    private final Http2Server server = new Http2Server();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void headersBehindAWholeRequestResetItsStream() throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/");
            FakeUpstream task = server.upstream();
            client.get(1, "/");
            assertThat(client.await(FrameClient.RST_STREAM, 1).number()).isEqualTo(STREAM_CLOSED);
            server.await(() -> task.cancelled);
            assertServes(client, 3);
        }
    }

    @Test
    void headersOfAStreamThatEndedEndTheConnection() throws IOException {
        try (FrameClient client = server.connect()) {
            assertServes(client, 1);
            client.get(1, "/");
            assertThat(client.await(FrameClient.GOAWAY, 0).numberAt(4)).isEqualTo(STREAM_CLOSED);
            client.awaitClose();
            assertThat(server.hasNoMoreRequests()).isTrue();
        }
    }

    @Test
    void aStreamBelowOneThatWasUsedCanNoLongerBeOpened() throws IOException {
        try (FrameClient client = server.connect()) {
            assertServes(client, 5);
            client.get(3, "/");
            assertThat(client.await(FrameClient.GOAWAY, 0).numberAt(4)).isEqualTo(PROTOCOL_ERROR);
            client.awaitClose();
            assertThat(server.hasNoMoreRequests()).isTrue();
        }
    }

    @Test
    void whatComesBehindAResetOfTheClientResetsTheStreamAgain() throws IOException {
        try (FrameClient client = server.connect()) {
            client.request(1, "POST", "/", false, "content-length", "20");
            FakeUpstream task = server.upstream();
            client.reset(1);
            client.data(1, true, 10);
            assertThat(client.await(FrameClient.RST_STREAM, 1).number()).isEqualTo(STREAM_CLOSED);
            server.await(() -> task.cancelled);
            assertServes(client, 3);
        }
    }

    /** A task pays nothing for a flood of resets (CVE-2023-44487). */
    @Test
    void aRequestThatIsTakenBackAtOnceReachesNoTask() throws IOException {
        try (FrameClient client = server.connect()) {
            client.hold();
            client.get(1, "/");
            client.reset(1);
            client.request(3, "POST", "/", false);
            client.reset(3);
            client.get(5, "/");
            client.letGo();
            FakeUpstream task = server.upstream();
            server.run(() -> task.answer("five"));
            assertThat(client.body(5)).isEqualTo("five");
            assertThat(server.hasNoMoreRequests()).isTrue();
            assertThat(server.finished)
                    .containsExactlyInAnyOrder("499 client-reset", "499 client-reset", "200");
        }
    }

    @Test
    void aBodyThatComesWithItsHeadLeavesInOrder() throws IOException {
        try (FrameClient client = server.connect()) {
            client.hold();
            client.request(1, "POST", "/", false);
            client.data(1, false, 10);
            client.headers(1, true, "x-trailer", "1");
            client.letGo();
            FakeUpstream task = server.upstream();
            server.await(() -> task.ended);
            assertThat(task.bodyBytes).isEqualTo(10);
            assertThat(task.trailers).containsExactly("x-trailer: 1");
        }
    }

    @Test
    void whatComesBehindAResetOfOursIsIgnored() throws IOException {
        try (FrameClient client = server.connect()) {
            client.request(1, "POST", "/", false, "content-length", "1");
            client.data(1, true, 10);
            assertThat(client.await(FrameClient.RST_STREAM, 1).number()).isEqualTo(PROTOCOL_ERROR);
            client.data(1, false, 10);
            client.headers(1, true, "x-trailer", "1");
            assertServes(client, 3, server.upstream());
            assertThat(client.seen().stream().filter(f -> f.type() == FrameClient.RST_STREAM))
                    .hasSize(1);
        }
    }

    private void assertServes(FrameClient client, int stream, FakeUpstream... before)
            throws IOException {
        assertThat(before).allSatisfy(task -> server.await(() -> task.cancelled));
        client.get(stream, "/");
        FakeUpstream task = server.upstream();
        server.run(() -> task.answer("served"));
        assertThat(client.body(stream)).isEqualTo("served");
    }
}
