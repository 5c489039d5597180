package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TunnelTest extends DataPathTest {
    private static final String UPGRADE =
            "GET /ws HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\n"
                    + "Connection: keep-alive, Upgrade\r\n\r\n";
    private static final long SOME_MILLIS = 400;
    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

    /** A client that has gone has only ended its half, as long as the task does not end too. */
    @AfterEach
    void taskEnds() {
        task.close();
    }

    private Wire open(Wire client) {
        client.send(UPGRADE);
        Wire upstream = task.accept();
        assertThat(upstream.head())
                .contains("Upgrade: websocket\r\n")
                .containsIgnoringCase("Connection: upgrade\r\n");
        upstream.send(SWITCH);
        assertThat(client.head())
                .startsWith("HTTP/1.1 101 ")
                .contains("Upgrade: websocket\r\n")
                .contains("Connection: Upgrade\r\n");
        return upstream;
    }

    @Test
    void bytesPassBothWays() {
        Wire client = path.client();
        Wire upstream = open(client);
        for (int i = 0; i < 10; i++) {
            client.send("ping" + i);
            assertThat(upstream.read(5)).isEqualTo("ping" + i);
            upstream.send("pong" + i);
            assertThat(client.read(5)).isEqualTo("pong" + i);
        }
    }

    @Test
    void aClientMayEndFirstAndHearTheRest() {
        Wire client = path.client();
        Wire upstream = open(client);
        client.send("bye").endOutput();
        assertThat(upstream.rest()).isEqualTo("bye");
        upstream.send("answer");
        assertThat(client.read(6)).isEqualTo("answer");
        upstream.close();
        assertThat(client.rest()).isEmpty();
        assertThat(path.finished()).isEqualTo("101");
        path.awaitStanding(0);
        path.awaitClients(0);
    }

    @Test
    void aTaskMayEndFirstAndHearTheRest() {
        Wire client = path.client();
        Wire upstream = open(client);
        upstream.send("bye").endOutput();
        assertThat(client.rest()).isEqualTo("bye");
        client.send("answer");
        assertThat(upstream.read(6)).isEqualTo("answer");
        client.close();
        assertThat(upstream.rest()).isEmpty();
        assertThat(path.finished()).isEqualTo("101");
        path.awaitStanding(0);
        path.awaitClients(0);
    }

    @Test
    void whatComesRightBehindTheHeadsIsDeliveredInOrder() {
        Wire client = path.client().send(UPGRADE + "early");
        Wire upstream = task.accept();
        upstream.head();
        path.run(() -> {});
        assertThat(upstream.hasInput()).isFalse();
        upstream.send(SWITCH + "first");
        assertThat(upstream.read(5)).isEqualTo("early");
        client.head();
        assertThat(client.read(5)).isEqualTo("first");
        client.send("later");
        assertThat(upstream.read(5)).isEqualTo("later");
    }

    @Test
    void aTaskMayRefuseAndTheRequestBehindIsThenServed() {
        Wire client = path.client().send(UPGRADE + GET);
        Wire upstream = task.accept();
        assertThat(upstream.head()).startsWith("GET /ws ");
        upstream.send(OK);
        assertThat(client.message()).startsWith("HTTP/1.1 200 ");
        assertThat(upstream.head()).startsWith("GET / ");
        upstream.send(OK);
        assertThat(client.message()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void anUpgradeThatConnectionDoesNotNameIsNotForwarded() {
        Wire client =
                path.client()
                        .send("GET / HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\n\r\n");
        Wire upstream = task.accept();
        assertThat(upstream.head()).doesNotContain("Upgrade");
        upstream.send(SWITCH);
        assertThat(client.message()).startsWith("HTTP/1.1 502 ");
    }

    @Test
    void aSwitchBeforeTheEndOfTheRequestIs502() {
        Wire client =
                path.client()
                        .send(
                                "POST / HTTP/1.1\r\nHost: a.example\r\nUpgrade: x\r\n"
                                        + "Connection: upgrade\r\nContent-Length: 3\r\n\r\na");
        Wire upstream = task.accept();
        upstream.head();
        upstream.send(SWITCH);
        assertThat(client.rest()).startsWith("HTTP/1.1 502 ");
    }

    @Test
    void aResetIsSeenAtTheOtherEnd() {
        Wire client = path.client();
        Wire upstream = open(client);
        upstream.reset();
        assertThat(client.rest()).endsWith("<reset>");
        Wire other = path.client();
        Wire second = open(other);
        other.reset();
        second.rest();
        path.awaitStanding(0);
        path.awaitClients(0);
    }

    /** CVE-2026-42577. */
    @Test
    void aResetBehindTheEndOfAClientIsSeenAndCostsNoTime() {
        Wire client = path.client();
        Wire upstream = open(client);
        client.send("bye").endOutput();
        assertThat(upstream.rest()).isEqualTo("bye");
        client.reset();
        assertThat(path.busyFor(SOME_MILLIS)).isLessThan(SOME_MILLIS / 4);
        path.advance(1_200);
        path.awaitStanding(0);
        path.awaitClients(0);
    }

    @Test
    void aResetBehindTheEndOfATaskIsSeenAndCostsNoTime() {
        Wire client = path.client();
        Wire upstream = open(client);
        upstream.send("bye").endOutput();
        assertThat(client.rest()).isEqualTo("bye");
        upstream.reset();
        assertThat(path.busyFor(SOME_MILLIS)).isLessThan(SOME_MILLIS / 4);
        path.advance(1_200);
        path.awaitStanding(0);
        path.awaitClients(0);
    }

    @Test
    void aSilentTunnelIsClosedAfterAnHour() {
        Wire client = path.client();
        Wire upstream = open(client);
        path.advance(3_599_000);
        client.send("still here");
        upstream.read(10);
        path.advance(3_599_000);
        assertThat(path.hasNothingFinished()).isTrue();
        path.advance(2_000);
        assertThat(path.finished()).isEqualTo("101 idle-timeout");
        client.rest();
        upstream.rest();
    }

    @Test
    void aClientThatNeverClosesHasAMinuteAfterItsTaskHasEnded() {
        Wire client = path.client();
        Wire upstream = open(client);
        upstream.send("bye").endOutput();
        assertThat(client.rest()).isEqualTo("bye");
        path.advance(59_000);
        assertThat(path.hasNothingFinished()).isTrue();
        path.advance(2_000);
        assertThat(path.finished()).isEqualTo("101 idle-timeout");
        assertThat(upstream.rest()).isEmpty();
        path.awaitStanding(0);
        path.awaitClients(0);
    }

    @Test
    void aTunnelCarriesMuchBothWaysWhole() {
        Wire client = path.slowClient();
        Wire upstream = open(client);
        int length = 4_000_000;
        Thread.ofVirtual().start(() -> client.send(Pattern.bytes(0, length)));
        Thread.ofVirtual().start(() -> upstream.send(Pattern.bytes(0, length)));
        upstream.readPattern(0, length);
        client.readPattern(0, length);
        client.endOutput();
        upstream.endOutput();
        assertThat(upstream.rest() + client.rest()).isEmpty();
        assertThat(path.finished()).isEqualTo("101");
        path.awaitStanding(0);
    }

    @Test
    void aTunnelCarriesMuchBothWaysWholeWhenItsSidesStopSendingEarly() {
        Wire client = path.slowClient();
        Wire upstream = open(client);
        int length = 4_000_000;
        Thread.ofVirtual().start(() -> client.send(Pattern.bytes(0, length)).endOutput());
        Thread.ofVirtual().start(() -> upstream.send(Pattern.bytes(0, length)).endOutput());
        upstream.readPattern(0, length);
        client.readPattern(0, length);
        assertThat(upstream.rest() + client.rest()).isEmpty();
        assertThat(path.finished()).isEqualTo("101");
        path.awaitStanding(0);
    }
}
