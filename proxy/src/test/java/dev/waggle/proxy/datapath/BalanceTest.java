package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.endpoint.EndpointState;
import dev.waggle.proxy.endpoint.EndpointState.Ejected;
import dev.waggle.proxy.endpoint.EndpointState.Suspect;
import dev.waggle.routing.Balance;
import dev.waggle.routing.EndpointOptions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which endpoint gets a request, by the load of each. */
final class BalanceTest extends DataPathTest {
    private static final String OK_CLOSE =
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";

    private static final EndpointState UP = new EndpointState.Up(0);

    private final Task other = new Task();

    @AfterEach
    void closeOther() {
        other.close();
    }

    private static void served(Wire client, Task by) {
        client.send(GET);
        Wire upstream = by.accept();
        upstream.head();
        upstream.send(OK_CLOSE);
        assertThat(client.message()).endsWith("ok");
    }

    @Test
    void withLeastRequestsABusyEndpointGetsNothingWhileTheOtherIsFree() {
        path.publish(
                Routes.with(
                        new EndpointOptions(Balance.ByTurnOrLoad.LEAST_REQUESTS, null, null),
                        task.endpoint(),
                        other.endpoint()));
        path.know(Map.of(task.endpoint(), UP, other.endpoint(), new Suspect(0, 1, "")));
        for (int i = 0; i < 3; i++) {
            path.client().send(GET);
            task.accept().head();
        }
        path.know(Map.of(task.endpoint(), UP, other.endpoint(), UP));
        Wire client = path.client();
        for (int i = 0; i < 5; i++) {
            served(client, other);
        }
        assertThat(task.hasNoMoreConnections()).isTrue();
    }

    @Test
    void whileFewAreWellThoseThatAreNotHelpThem() {
        Task third = new Task();
        Task fourth = new Task();
        path.publish(
                Routes.with(
                        new EndpointOptions(Balance.ByTurnOrLoad.ROUND_ROBIN, null, null),
                        task.endpoint(),
                        other.endpoint(),
                        third.endpoint(),
                        fourth.endpoint()));
        EndpointState unwell = new Ejected(0, 1, Ejected.Cause.UNHEALTHY, "status-500");
        EndpointState dead = new Ejected(0, 1, Ejected.Cause.UNREACHABLE, "connect-refused");
        path.know(
                Map.of(
                        task.endpoint(), UP,
                        other.endpoint(), unwell,
                        third.endpoint(), dead,
                        fourth.endpoint(), dead));
        for (int i = 0; i < 2; i++) {
            path.client().send(GET);
        }
        task.accept();
        other.accept();
        assertThat(third.hasNoMoreConnections() && fourth.hasNoMoreConnections()).isTrue();
        third.close();
        fourth.close();
    }
}
