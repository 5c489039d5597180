package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.endpoint.EndpointState;
import dev.waggle.proxy.endpoint.EndpointState.Draining;
import dev.waggle.proxy.endpoint.EndpointState.Suspect;
import dev.waggle.routing.Affinity;
import dev.waggle.routing.Balance;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.EndpointLimits;
import dev.waggle.routing.EndpointOptions;
import dev.waggle.routing.RouteTable;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that belong together go to one endpoint, as long as it is well. */
final class AffinityTest extends DataPathTest {
    private static final EndpointState UP = new EndpointState.Up(0);
    private static final Pattern PINNED =
            Pattern.compile("(?md)^Set-Cookie: srv=([0-9a-f]{32}); (.*?)\\r$");

    private final Task other = new Task();

    @AfterEach
    void closeOther() {
        other.close();
    }

    private static String asking(String field) {
        return "GET / HTTP/1.1\r\nHost: a.example\r\n" + field + "\r\n";
    }

    @BeforeEach
    void answerEverything() {
        answer(task, "1");
        answer(other, "2");
    }

    private static void answer(Task by, String body) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (true) {
                            Wire upstream = by.accept();
                            upstream.head();
                            upstream.send(
                                    "HTTP/1.1 200 OK\r\nConnection: close\r\n"
                                            + "Content-Length: 1\r\n\r\n"
                                            + body);
                        }
                    } catch (UncheckedIOException | AssertionError e) {
                        // The test is over.
                    }
                });
    }

    private record Answered(boolean byFirst, String head) {}

    private Answered ask(String request) {
        Wire client = path.client().send(request);
        String answer = client.message();
        client.close();
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        return new Answered(answer.endsWith("1"), answer);
    }

    private void route(EndpointOptions options) {
        path.publish(Routes.with(options, task.endpoint(), other.endpoint()));
    }

    private void sticky() {
        route(
                new EndpointOptions(
                        Balance.ByTurnOrLoad.ROUND_ROBIN,
                        null,
                        null,
                        new Affinity("srv", false),
                        EndpointLimits.NONE));
    }

    private static String pinOf(Answered answered) {
        Matcher matcher = PINNED.matcher(answered.head());
        assertThat(matcher.find()).as(answered.head()).isTrue();
        assertThat(matcher.group(2)).isEqualTo("Path=/; HttpOnly; SameSite=Lax");
        return "Cookie: a=b; srv=" + matcher.group(1) + "\r\n";
    }

    @Test
    void aClientStaysAtTheEndpointThatItsCookieNames() {
        sticky();
        Answered first = ask(GET);
        String cookie = pinOf(first);
        for (int i = 0; i < 4; i++) {
            Answered next = ask(asking(cookie));
            assertThat(next.byFirst()).isEqualTo(first.byFirst());
            assertThat(next.head()).doesNotContain("Set-Cookie");
        }
    }

    @Test
    void theCookieTellsNothingOfTheTask() {
        sticky();
        Answered first = ask(GET);
        assertThat(first.head())
                .doesNotContain("web.")
                .doesNotContain("" + task.port())
                .doesNotContain("" + other.port());
    }

    @Test
    void aClientIsPinnedAnewWhenItsTaskDrains() {
        sticky();
        Answered first = ask(GET);
        String cookie = pinOf(first);
        Endpoint pinned = (first.byFirst() ? task : other).endpoint();
        Endpoint free = (first.byFirst() ? other : task).endpoint();
        path.know(Map.of(pinned, new Draining(path.now(), path.now() + 1), free, UP));
        Answered moved = ask(asking(cookie));
        assertThat(moved.byFirst()).isNotEqualTo(first.byFirst());
        String movedCookie = pinOf(moved);
        path.know(Map.of(pinned, UP, free, UP));
        assertThat(ask(asking(movedCookie)).byFirst()).isEqualTo(moved.byFirst());
    }

    @Test
    void aCookieOfNoEndpointIsReplaced() {
        sticky();
        pinOf(ask(asking("Cookie: srv=00000000000000000000000000000000\r\n")));
        pinOf(ask(asking("Cookie: srv=\r\n")));
    }

    @Test
    void anAnswerOfOurOwnPinsNobody() {
        sticky();
        path.know(
                Map.of(
                        task.endpoint(), new EndpointState.Probing(0, 1, "connect-refused"),
                        other.endpoint(), new EndpointState.Probing(0, 1, "connect-refused")));
        path.advance(31_000);
        Wire client = path.client().send(GET);
        assertThat(client.message()).startsWith("HTTP/1.1 503 ").doesNotContain("Set-Cookie");
    }

    @Test
    void requestsWithTheSameFieldGoToTheSameEndpoint() {
        route(new EndpointOptions(hash(new Balance.Key.Header("X-User")), null, null));
        for (int user = 0; user < 12; user++) {
            String field = "x-user: " + user + "\r\n";
            boolean byFirst = ask(asking(field)).byFirst();
            assertThat(ask(asking(field)).byFirst()).isEqualTo(byFirst);
        }
    }

    @Test
    void requestsWithTheSameCookieGoToTheSameEndpoint() {
        route(new EndpointOptions(hash(new Balance.Key.Cookie("session")), null, null));
        boolean byFirst = ask(asking("Cookie: a=1; session=x; b=2\r\n")).byFirst();
        for (int i = 0; i < 4; i++) {
            assertThat(ask(asking("Cookie: b=" + i + "; session=x\r\n")).byFirst())
                    .isEqualTo(byFirst);
        }
    }

    @Test
    void requestsOfOneAddressGoToTheSameEndpoint() {
        route(new EndpointOptions(hash(new Balance.Key.Address()), null, null));
        path.peersAreTrusted = true;
        String client = "X-Forwarded-For: 192.0.2.7\r\n";
        boolean byFirst = ask(asking(client)).byFirst();
        for (int i = 0; i < 4; i++) {
            assertThat(ask(asking(client)).byFirst()).isEqualTo(byFirst);
        }
    }

    private static Balance hash(Balance.Key key) {
        return new Balance.Hash(key);
    }

    @Test
    void tasksOfTheOwnNodeComeFirstAsLongAsOneIsWell() {
        Endpoint near = task.on("n1");
        Endpoint far = other.on("n2");
        RouteTable table =
                Routes.with(
                        new EndpointOptions(
                                Balance.ByTurnOrLoad.ROUND_ROBIN,
                                null,
                                null,
                                new Affinity(null, true),
                                EndpointLimits.NONE),
                        near,
                        far);
        path.publish(new RouteTable(table.routes(), List.of(), List.of(), List.of(), "n1"));
        path.know(Map.of(near, UP, far, UP));
        for (int i = 0; i < 3; i++) {
            assertThat(ask(GET).byFirst()).isTrue();
        }
        path.know(Map.of(near, new Suspect(0, 1, ""), far, UP));
        assertThat(ask(GET).byFirst()).isFalse();
        path.publish(table);
        path.know(Map.of(near, UP, far, UP));
        assertThat(ask(GET).byFirst()).isNotEqualTo(ask(GET).byFirst());
    }
}
