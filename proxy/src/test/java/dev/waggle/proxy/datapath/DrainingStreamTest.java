package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Outlook;
import dev.waggle.routing.WhileChanging;
import dev.waggle.routing.WhileChanging.DrainStreams;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Long streams of a task that is about to stop end before it does, in the words of their protocol.
 */
final class DrainingStreamTest extends DataPathTest {
    private static final String UPGRADE =
            "GET /ws HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\n"
                    + "Connection: keep-alive, Upgrade\r\n\r\n";
    private static final String EVENTS =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String LAST_CHUNK = "0\r\n\r\n";

    /** Unmasked, 1012 (service restart). */
    private static final String CLOSE_FOR_CLIENT = latin1(0x88, 2, 0x03, 0xF4);

    private static final String TEXT_HI = latin1(0x81, 2, 'h', 'i');

    /** Masked with zeros, which leaves the payload readable. */
    private static final String MASKED_HI = latin1(0x81, 0x82, 0, 0, 0, 0, 'h', 'i');

    private static final String MASKED_CLOSE = latin1(0x88, 0x82, 0, 0, 0, 0, 0x03, 0xF4);
    private static final String CLOSE = latin1(0x88, 2, 0x03, 0xE9);

    @AfterEach
    void taskEnds() {
        task.close();
    }

    private static String latin1(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private Wire open(Wire client, String protocol) {
        client.send(UPGRADE.replace("websocket", protocol));
        Wire upstream = task.accept();
        upstream.head();
        upstream.send(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: "
                        + protocol
                        + "\r\nConnection: Upgrade\r\n\r\n");
        client.head();
        return upstream;
    }

    private Wire openEvents(Wire client) {
        client.send(GET);
        Wire upstream = task.accept();
        upstream.head();
        upstream.send(EVENTS);
        client.head();
        return upstream;
    }

    /** Lets the drain begin and time pass until the stream begins to end, at most 2.3 s. */
    private void drain(String kind) {
        path.publish(Routes.to(task.beginningToDrain()));
        for (int passed = 0; passed < 2_300 && path.streamsEnded.isEmpty(); passed += 100) {
            path.advance(100);
        }
        assertThat(path.streamsEnded.poll()).isEqualTo(kind);
    }

    /** The two octets of a masked Close that are readable: its mask is its own. */
    private static int closeCode(String masked) {
        byte[] bytes = masked.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(bytes[0] & 0xFF).isEqualTo(0x88);
        assertThat(bytes[1] & 0xFF).isEqualTo(0x82);
        return (((bytes[6] ^ bytes[2]) & 0xFF) << 8) | ((bytes[7] ^ bytes[3]) & 0xFF);
    }

    @Test
    void aWebSocketGetsACloseOnBothSidesAndEndsWhenBothHaveAnswered() {
        Wire client = path.client();
        Wire upstream = open(client, "websocket");
        upstream.send(TEXT_HI);
        assertThat(client.read(4)).isEqualTo(TEXT_HI);

        drain("websocket");

        assertThat(client.read(4)).isEqualTo(CLOSE_FOR_CLIENT);
        assertThat(closeCode(upstream.read(8))).isEqualTo(1001);
        client.send(MASKED_CLOSE);
        upstream.send(CLOSE);
        assertThat(client.rest()).isEmpty();
        assertThat(upstream.rest()).isEmpty();
        assertThat(path.finished()).isEqualTo("101");
    }

    @Test
    void withoutAnAnswerItEndsAfterASecond() {
        Wire client = path.client();
        Wire upstream = open(client, "websocket");
        drain("websocket");
        assertThat(client.read(4)).isEqualTo(CLOSE_FOR_CLIENT);
        upstream.read(8);
        assertThat(path.hasNothingFinished()).isTrue();

        path.advance(1_300);

        assertThat(client.rest()).isEmpty();
        assertThat(upstream.rest()).isEmpty();
        assertThat(path.finished()).isEqualTo("101");
    }

    @Test
    void aFrameThatIsUnderWayGoesOnToItsEndBeforeTheClose() {
        Wire client = path.client();
        Wire upstream = open(client, "websocket");
        upstream.send(TEXT_HI.substring(0, 3));
        client.send(MASKED_HI.substring(0, 4));
        assertThat(client.read(3)).isEqualTo(TEXT_HI.substring(0, 3));
        assertThat(upstream.read(4)).isEqualTo(MASKED_HI.substring(0, 4));

        drain("websocket");
        upstream.send("i" + TEXT_HI);
        client.send(MASKED_HI.substring(4) + MASKED_HI);

        assertThat(client.read(5)).isEqualTo("i" + CLOSE_FOR_CLIENT);
        assertThat(upstream.read(4)).isEqualTo(MASKED_HI.substring(4));
        assertThat(closeCode(upstream.read(8))).isEqualTo(1001);
        client.send(MASKED_CLOSE);
        upstream.send(CLOSE);
        assertThat(client.rest()).as("nothing follows a Close").isEmpty();
    }

    @Test
    void whoeverSaidCloseAlreadyGetsNoSecondOne() {
        Wire client = path.client();
        Wire upstream = open(client, "websocket");
        upstream.send(CLOSE);
        assertThat(client.read(4)).isEqualTo(CLOSE);

        drain("websocket");

        assertThat(closeCode(upstream.read(8))).isEqualTo(1001);
        client.send(MASKED_CLOSE);
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void theStreamsOfAnotherEndpointGoOn() {
        Wire client = path.client();
        Wire upstream = open(client, "websocket");
        try (Task other = new Task()) {
            path.publish(Routes.to(task.endpoint(), other.beginningToDrain()));
            path.advance(2_300);
        }
        upstream.send(TEXT_HI);
        assertThat(client.read(4)).isEqualTo(TEXT_HI);
        client.close();
        upstream.close();
    }

    @Test
    void aTunnelOfAnotherProtocolRunsUntilItsTaskClosesIt() {
        Wire client = path.client();
        Wire upstream = open(client, "teapot");
        path.publish(Routes.to(task.beginningToDrain()));
        path.advance(4_000);
        upstream.send("more");
        assertThat(client.read(4)).isEqualTo("more");
        client.close();
        upstream.close();
    }

    @Test
    void whereTheLabelSaysDeadlineTheStreamRunsUntilItsTaskClosesIt() {
        WhileChanging late = new WhileChanging(Duration.ZERO, 0, DrainStreams.DEADLINE);
        path.publish(Routes.expecting(Outlook.SETTLED, late, task.endpoint()));
        Wire client = path.client();
        Wire upstream = open(client, "websocket");
        path.publish(Routes.expecting(Outlook.SETTLED, late, task.beginningToDrain()));
        path.advance(4_000);
        upstream.send(TEXT_HI);
        assertThat(client.read(4)).isEqualTo(TEXT_HI);
        client.close();
        upstream.close();
    }

    @Test
    void anEventStreamEndsCleanlyBehindItsLastEvent() {
        Wire client = path.client();
        Wire upstream = openEvents(client);
        upstream.send("9\r\ndata: 1\n\n\r\n");
        assertThat(client.readTo("data: 1\n\n\r\n")).isNotEmpty();

        drain("event-stream");

        assertThat(client.read(LAST_CHUNK.length())).isEqualTo(LAST_CHUNK);
        assertThat(path.finished()).isEqualTo("200");
        assertThat(upstream.rest()).isEmpty();
    }

    @Test
    void anEventThatIsUnderWayIsNotCut() {
        Wire client = path.client();
        Wire upstream = openEvents(client);
        upstream.send("7\r\ndata: 1\r\n");
        assertThat(client.readTo("data: 1\r\n")).isNotEmpty();

        drain("event-stream");
        assertThat(path.hasNothingFinished()).isTrue();
        upstream.send("b\r\n\n\ndata: 2\n\n\r\n");

        assertThat(client.read(7 + LAST_CHUNK.length())).isEqualTo("2\r\n\n\n\r\n" + LAST_CHUNK);
        assertThat(path.finished()).isEqualTo("200");
    }

    @Test
    void theClientOfAnEndedEventStreamMayAskAgainOnItsConnection() {
        Wire client = path.client();
        openEvents(client);
        drain("event-stream");
        client.readTo(LAST_CHUNK);
        path.publish(Routes.to(task.endpoint()));

        client.send(GET);
        Wire again = task.accept();
        again.head();
        again.send(OK);
        assertThat(client.message()).endsWith("ok");
    }

    @Test
    void aStreamThatBeginsAtADrainingEndpointEndsAsWell() {
        path.publish(Routes.to(task.beginningToDrain()));
        Wire client = path.client();
        openEvents(client);

        path.advance(2_300);

        assertThat(client.readTo(LAST_CHUNK)).isEqualTo(LAST_CHUNK);
    }

    @Test
    void whenTheProxyStopsAWebSocketIsClosedOnBothSides() {
        Wire client = path.client();
        Wire upstream = open(client, "websocket");
        path.stopStreams(5_000);
        awaitEnd("websocket", 2_300);
        assertThat(client.read(4)).isEqualTo(CLOSE_FOR_CLIENT);
        assertThat(closeCode(upstream.read(8))).isEqualTo(1001);
        client.send(MASKED_CLOSE);
        upstream.send(CLOSE);
        assertThat(client.rest()).isEmpty();
        assertThat(path.finished()).isEqualTo("101");
    }

    @Test
    void whenTheProxyStopsAnEventStreamEndsCleanlyAndSoDoesOneThatBeginsThen() {
        path.stopStreams(5_000);
        Wire client = path.client();
        Wire upstream = openEvents(client);
        upstream.send("9\r\ndata: 1\n\n\r\n");
        assertThat(client.read("9\r\ndata: 1\n\n\r\n".length())).contains("data: 1");
        awaitEnd("event-stream", 2_300);
        assertThat(client.read(LAST_CHUNK.length())).isEqualTo(LAST_CHUNK);
        assertThat(path.finished()).isEqualTo("200");
    }

    @Test
    void aStreamThatIsToLastGoesOnUntilTheProxyHasTwoSecondsLeft() {
        WhileChanging late = new WhileChanging(Duration.ZERO, 0, DrainStreams.DEADLINE);
        path.publish(Routes.expecting(Outlook.SETTLED, late, task.endpoint()));
        open(path.client(), "websocket");
        path.stopStreams(10_000);
        path.advance(7_500);
        assertThat(path.streamsEnded).isEmpty();
        awaitEnd("websocket", 900);
    }

    @Test
    void aShortDrainTimeIsEnoughForTheirEnd() {
        open(path.client(), "websocket");
        path.stopStreams(500);
        awaitEnd("websocket", 500);
    }

    private void awaitEnd(String kind, int withinMillis) {
        for (int passed = 0; passed < withinMillis && path.streamsEnded.isEmpty(); passed += 100) {
            path.advance(100);
        }
        assertThat(path.streamsEnded.poll()).isEqualTo(kind);
    }
}
