package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.endpoint.EndpointState;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent again when a task fails, and what must not be. */
final class RetryTest extends DataPathTest {
    private static final String OK_CLOSE =
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";

    private final Task other = new Task();

    @AfterEach
    void closeOther() {
        other.close();
    }

    /** The other one is asked only when the first has been tried. */
    @BeforeEach
    void preferTheFirst() {
        path.publish(Routes.to(task.endpoint(), other.endpoint()));
        path.know(
                Map.of(
                        task.endpoint(), new EndpointState.Up(0),
                        other.endpoint(), new EndpointState.Suspect(0, 1, "")));
    }

    private static String put(int length) {
        return "PUT / HTTP/1.1\r\nHost: a.example\r\nContent-Length: " + length + "\r\n\r\n";
    }

    @Test
    void aGetWhoseTaskDiesBeforeItAnswersGoesToAnother() {
        Wire client = path.client().send(GET);
        Wire first = task.accept();
        first.head();
        first.close();
        Wire second = other.accept();
        second.head();
        second.send(OK_CLOSE);
        assertThat(client.message()).endsWith("ok");
    }

    @Test
    void aGetWhoseTaskDiesAfterItWasReplacedGoesToTheNewOne() {
        path.publish(Routes.to(task.endpoint()));
        Wire client = path.client().send(GET);
        Wire first = task.accept();
        first.head();
        path.publish(Routes.to(other.endpoint()));
        path.know(Map.of(other.endpoint(), new EndpointState.Up(0)));
        first.close();
        Wire second = other.accept();
        second.head();
        second.send(OK_CLOSE);
        assertThat(client.message()).endsWith("ok");
    }

    /** A task that dies ends all of its connections, but not all at the same moment. */
    @Test
    void aGetWhoseConnectionEndedTakesNoOtherThatHasWaited() {
        path.publish(Routes.to(task.endpoint()));
        List<Wire> clients = List.of(path.client(), path.client(), path.client());
        List<Wire> waiting = new ArrayList<>();
        for (Wire each : clients) {
            each.send(GET);
            waiting.add(accepted());
        }
        for (int i = 0; i < waiting.size(); i++) {
            waiting.get(i).send(OK);
            clients.get(i).message();
        }

        Wire client = clients.getFirst().send(GET);
        Wire usedLast = waiting.getLast();
        usedLast.head();
        usedLast.close();
        accepted().send(OK_CLOSE);
        assertThat(client.message()).endsWith("ok");
    }

    /** A new connection to the task, and the request that came over it. */
    private Wire accepted() {
        Wire connection = task.accept();
        connection.head();
        return connection;
    }

    @Test
    void aPutIsSentAgainWithItsBody() {
        Wire client = path.client().send(put(6) + "abc");
        Wire first = task.accept();
        first.head();
        assertThat(first.read(3)).isEqualTo("abc");
        first.close();
        Wire second = other.accept();
        second.head();
        assertThat(second.read(3)).isEqualTo("abc");
        client.send("def");
        assertThat(second.read(3)).isEqualTo("def");
        second.send(OK_CLOSE);
        assertThat(client.message()).endsWith("ok");
    }

    @Test
    void aPutOfUnknownLengthIsSentAgainWithItsEnd() {
        String head = "PUT / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n";
        Wire client = path.client().send(head + "3\r\nabc\r\n0\r\n\r\n");
        Wire first = task.accept();
        assertThat(first.message()).endsWith("abc");
        first.close();
        Wire second = other.accept();
        assertThat(second.message()).endsWith("abc");
        second.send(OK_CLOSE);
        assertThat(client.message()).endsWith("ok");
    }

    @Test
    void aPutThatIsTooLongToBeKeptIsNotSentAgain() {
        int length = 64 * 1024 + 1;
        Wire client = path.client().send(put(length) + "x".repeat(length));
        Wire first = task.accept();
        first.head();
        first.read(length);
        first.close();
        assertThat(client.message()).startsWith("HTTP/1.1 502 ");
        assertThat(other.hasNoMoreConnections()).isTrue();
    }

    @Test
    void aPostThatWasSentIsNeverSentAgain() {
        Wire client = path.client().send(post(3) + "abc");
        Wire first = task.accept();
        first.message();
        first.close();
        assertThat(client.message()).startsWith("HTTP/1.1 502 ");
        assertThat(other.hasNoMoreConnections()).isTrue();
    }

    @Test
    void aGetWhoseAnswerHasBegunIsNotSentAgain() {
        for (String begun :
                new String[] {"HTTP/1.1 200", "HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n"}) {
            Wire client = path.client().send(GET);
            Wire first = task.accept();
            first.head();
            first.send(begun);
            if (begun.endsWith("\n")) {
                assertThat(client.head()).startsWith("HTTP/1.1 103 ");
            }
            first.close();
            assertThat(client.message()).startsWith("HTTP/1.1 502 ");
        }
        assertThat(other.hasNoMoreConnections()).isTrue();
    }

    @Test
    void aGetThatIsNotAnsweredInTimeGoesToAnother() {
        Wire client = path.client().send(GET);
        Wire first = task.accept();
        first.head();
        path.advance(61_000);
        Wire second = other.accept();
        second.head();
        second.send(OK_CLOSE);
        assertThat(client.message()).endsWith("ok");
        assertThat(first.rest()).isEmpty();
    }

    @Test
    void retriesAreBoundedByAShareOfTheRequests() {
        AtomicInteger first = closing(task);
        AtomicInteger second = closing(other);
        Wire client = path.client();
        for (int i = 0; i < 300; i++) {
            client.send(GET);
            assertThat(client.message()).startsWith("HTTP/1.1 502 ");
        }
        assertThat(first.get()).isEqualTo(300);
        // 200 attempts at first, and one for every five requests; two for each that fails twice.
        assertThat(second.get()).isBetween(100, 160);
    }

    /** Reads requests and answers none, and counts them. */
    private static AtomicInteger closing(Task by) {
        AtomicInteger count = new AtomicInteger();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (true) {
                            Wire connection = by.accept();
                            connection.head();
                            count.incrementAndGet();
                            connection.close();
                        }
                    } catch (UncheckedIOException e) {
                        // The task is closed: the test is over.
                    }
                });
        return count;
    }

    @Test
    void aTaskThatClosesAfterEveryAnswerGetsEachPostOnANewConnection() {
        path.publish(Routes.to(task.endpoint()));
        Wire client = path.client();
        for (int i = 0; i < 5; i++) {
            client.send(post(3) + "abc");
            Wire upstream = task.accept();
            upstream.message();
            upstream.send(OK);
            assertThat(client.message()).endsWith("ok");
            upstream.close();
            path.awaitStanding(0);
        }
        client.send(post(3) + "abc");
        Wire kept = task.accept();
        kept.message();
        kept.send(OK);
        client.message();
        path.awaitIdle(1);
        client.send(post(3) + "abc");
        assertThat(task.accept()).isNotSameAs(kept);
        assertThat(kept.rest()).isEmpty();
    }

    @Test
    void aConnectionWaitsNoLongerThanTheTaskSays() {
        Wire client = path.client().send(GET);
        Wire upstream = task.accept();
        upstream.head();
        upstream.send("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=3\r\nContent-Length: 2\r\n\r\nok");
        client.message();
        path.awaitIdle(1);
        path.advance(1_800);
        assertThat(path.idle()).isEqualTo(1);
        path.advance(500);
        assertThat(upstream.rest()).isEmpty();
    }
}
