package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.endpoint.EndpointState;
import dev.waggle.proxy.endpoint.EndpointState.Draining;
import dev.waggle.routing.Affinity;
import dev.waggle.routing.Balance;
import dev.waggle.routing.EndpointLimits;
import dev.waggle.routing.EndpointOptions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much a route lets each endpoint have, and what becomes of the rest. */
final class EndpointLimitTest extends DataPathTest {
    private static final EndpointState UP = new EndpointState.Up(0);

    private final Task other = new Task();

    @AfterEach
    void closeOther() {
        other.close();
    }

    private void limit(EndpointLimits limits) {
        path.publish(
                Routes.with(
                        new EndpointOptions(
                                Balance.ByTurnOrLoad.ROUND_ROBIN,
                                null,
                                null,
                                Affinity.NONE,
                                limits),
                        task.endpoint(),
                        other.endpoint()));
        path.know(Map.of(task.endpoint(), UP, other.endpoint(), UP));
    }

    private static Wire accepted(Task by) {
        Wire upstream = by.accept();
        upstream.head();
        return upstream;
    }

    private void requireRefusedAtOnce() {
        Wire client = path.client().send(GET);
        assertThat(client.message()).startsWith("HTTP/1.1 503 ").contains("Retry-After: 5\r\n");
        assertThat(path.finished()).isEqualTo("503 endpoints-full");
    }

    @Test
    void overTheRequestsOfAllEndpointsARequestIsRefusedAtOnce() {
        limit(new EndpointLimits(0, 1));
        Wire first = path.client().send(GET);
        path.client().send(GET);
        Wire busy = accepted(task);
        accepted(other);
        requireRefusedAtOnce();
        busy.send(OK);
        assertThat(first.message()).endsWith("ok");
        assertThat(path.finished()).isEqualTo("200");
        Wire next = path.client().send(GET);
        busy.head();
        busy.send(OK);
        assertThat(next.message()).endsWith("ok");
    }

    @Test
    void whatAClientLeavesBehindCountsNoMore() {
        limit(new EndpointLimits(0, 1));
        for (int i = 0; i < 3; i++) {
            Wire one = path.client().send(GET);
            Wire two = path.client().send(GET);
            accepted(task);
            accepted(other);
            one.reset();
            two.reset();
            path.finished();
            path.finished();
        }
    }

    @Test
    void whatFailsAndIsTriedAgainCountsOnce() {
        limit(new EndpointLimits(0, 1));
        other.close();
        for (int i = 0; i < 4; i++) {
            Wire client = path.client().send(GET);
            Wire upstream = accepted(task);
            upstream.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
            assertThat(client.message()).endsWith("ok");
            assertThat(path.finished()).isEqualTo("200");
        }
    }

    @Test
    void overTheConnectionsOfAllEndpointsARequestIsRefusedAtOnce() {
        limit(new EndpointLimits(1, 0));
        Wire first = path.client().send(GET);
        path.client().send(GET);
        Wire busy = accepted(task);
        accepted(other);
        requireRefusedAtOnce();
        busy.send(OK);
        first.message();
        path.finished();
        path.awaitIdle(1);
        Wire next = path.client().send(GET);
        busy.head();
        busy.send(OK);
        assertThat(next.message()).endsWith("ok");
        assertThat(task.hasNoMoreConnections() && other.hasNoMoreConnections()).isTrue();
    }

    @Test
    void alsoWithoutLimitsAnotherEndpointTakesWhatOneHasNoConnectionFor() {
        limit(EndpointLimits.NONE);
        for (int i = 0; i < DataPath.MAX_CONNECTIONS; i++) {
            path.client().send(GET);
            path.client().send(GET);
            accepted(task);
            answerOnce(accepted(other));
        }
        for (int i = 0; i < 4; i++) {
            Wire client = path.client().send(GET);
            answerOnce(accepted(other));
            assertThat(client.message()).endsWith("ok");
        }
    }

    private static void answerOnce(Wire upstream) {
        upstream.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
    }

    @Test
    void aDrainingEndpointIsNoRoomForWhatIsTooMuch() {
        limit(new EndpointLimits(0, 1));
        path.know(
                Map.of(
                        task.endpoint(),
                        UP,
                        other.endpoint(),
                        new Draining(path.now(), Long.MAX_VALUE)));
        path.client().send(GET);
        accepted(task);
        requireRefusedAtOnce();
        assertThat(other.hasNoMoreConnections()).isTrue();
    }

    @Test
    void aRouteWithoutLimitsIsNotHeldByThem() {
        limit(EndpointLimits.NONE);
        for (int i = 0; i < 3; i++) {
            path.client().send(GET);
            path.client().send(GET);
            accepted(task);
            accepted(other);
        }
        assertThat(path.hasNothingFinished()).isTrue();
    }
}
