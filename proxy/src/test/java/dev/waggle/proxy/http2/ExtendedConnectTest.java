package dev.waggle.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.http2.FrameClient.Frame;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.testing.LeakCheck;
import dev.waggle.routing.Draining;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** WebSockets on streams (RFC 8441). */
@ExtendWith(LeakCheck.class)
class ExtendedConnectTest {
    private final Http2Server server = new Http2Server();

    @AfterEach
    void close() {
        server.close();
    }

    private static void connect(FrameClient client, String protocol) throws IOException {
        client.headers(
                1,
                false,
                ":method",
                "CONNECT",
                ":protocol",
                protocol,
                ":scheme",
                "https",
                ":path",
                "/chat",
                ":authority",
                "blog.example",
                "sec-websocket-version",
                "13");
    }

    private void agree(FakeUpstream task) {
        server.run(() -> {
            ResponseHead head = new ResponseHead();
            head.begin(101);
            head.add("Sec-WebSocket-Protocol", "chat");
            task.exchange.switched(head);
        });
    }

    @Test
    void opensWithA200AndCarriesBytesBothWays() throws IOException {
        try (FrameClient client = server.connect()) {
            connect(client, "websocket");
            FakeUpstream task = server.upstream();
            assertThat(task.line).isEqualTo("CONNECT blog.example /chat");
            agree(task);
            Frame head = client.await(FrameClient.HEADERS, 1);
            assertThat(head.status()).isEqualTo("200");
            assertThat(head.header("sec-websocket-protocol")).isEqualTo("chat");
            client.data(1, false, "ping".getBytes(StandardCharsets.US_ASCII));
            client.settle();
            assertThat(server.onLoop(() -> task.bodyBytes)).isEqualTo(4);
            server.run(() -> {
                task.body("pong");
                task.end();
            });
            assertThat(client.body(1)).isEqualTo("pong");
            client.data(1, true, 3);
            client.settle();
            assertThat(server.onLoop(() -> task.bodyBytes)).isEqualTo(7);
            assertThat(server.finished).containsExactly("101");
        }
    }

    /** Close 1012, unmasked. */
    private static final String CLOSE_FOR_CLIENT =
            new String(new byte[] {(byte) 0x88, 2, 0x03, (byte) 0xF4}, StandardCharsets.ISO_8859_1);

    private static final String CLOSE =
            new String(new byte[] {(byte) 0x88, 2, 0x03, (byte) 0xE9}, StandardCharsets.ISO_8859_1);

    private void drain() {
        Draining drain = new Draining(Instant.now(), Draining.USUAL_GRACE);
        String task = Http2Server.TASK.id();
        server.run(() -> server.longStreams.follow(Map.of(task, drain)));
    }

    @Test
    void aWebSocketOfATaskThatIsAboutToStopGetsACloseOnBothSidesAndThenItsEnd() throws IOException {
        try (FrameClient client = server.connect()) {
            connect(client, "websocket");
            FakeUpstream task = server.upstream();
            agree(task);
            client.await(FrameClient.HEADERS, 1);

            drain();
            for (int i = 0; i < 3 && server.onLoop(() -> task.bodyBytes) == 0; i++) {
                server.advance(1);
            }

            assertThat(server.onLoop(() -> task.bodyBytes)).as("a masked Close").isEqualTo(8);
            client.data(1, false, new byte[] {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0});
            server.run(() -> task.body(CLOSE));
            assertThat(client.body(1)).as("ends the stream").isEqualTo(CLOSE_FOR_CLIENT);
            assertThat(server.onLoop(() -> task.cancelled)).isTrue();
            assertThat(server.finished).containsExactly("101");
        }
    }

    @Test
    void aClientThatSaysNothingToTheCloseIsWaitedForOneSecondAndThenReset() throws IOException {
        try (FrameClient client = server.connect()) {
            connect(client, "websocket");
            FakeUpstream task = server.upstream();
            agree(task);
            client.await(FrameClient.HEADERS, 1);

            drain();
            server.advance(5);

            assertThat(client.body(1)).isEqualTo(CLOSE_FOR_CLIENT);
            assertThat(server.onLoop(() -> task.cancelled)).isTrue();
            server.advance(5);
            client.await(FrameClient.RST_STREAM, 1);
        }
    }

    @Test
    void nothingReachesATaskThatHasNotAgreed() throws IOException {
        try (FrameClient client = server.connect()) {
            connect(client, "websocket");
            FakeUpstream task = server.upstream();
            client.data(1, true, 5);
            client.settle();
            assertThat(server.onLoop(() -> task.bodyBytes)).isZero();
            agree(task);
            client.await(FrameClient.HEADERS, 1);
            assertThat(server.onLoop(() -> task.bodyBytes)).isEqualTo(5);
        }
    }

    @Test
    void aRefusalIsAnAnswerLikeAnyOther() throws IOException {
        try (FrameClient client = server.connect()) {
            connect(client, "websocket");
            FakeUpstream task = server.upstream();
            client.data(1, false, 5);
            client.settle();
            server.run(() -> task.head(403, true));
            assertThat(client.await(FrameClient.HEADERS, 1).status()).isEqualTo("403");
        }
    }

    @Test
    void otherProtocolsAreNotKnown() throws IOException {
        try (FrameClient client = server.connect()) {
            connect(client, "connect-udp");
            assertThat(client.await(FrameClient.HEADERS, 1).status()).isEqualTo("501");
        }
    }
}
