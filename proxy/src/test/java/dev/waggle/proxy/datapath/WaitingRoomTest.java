package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Outlook;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.WhileChanging;
import dev.waggle.routing.WhileChanging.DrainStreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service without a task that has one on its way: its requests wait for it. */
final class WaitingRoomTest extends DataPathTest {
    private static final WhileChanging USUAL = WhileChanging.DEFAULTS;

    @BeforeEach
    void nothingServesYet() {
        path.publish(Routes.expecting(Outlook.COMING, USUAL));
    }

    private static WhileChanging waiting(Duration wait, int maxPending) {
        return new WhileChanging(wait, maxPending, DrainStreams.EARLY);
    }

    private static String numbered(int number) {
        return "GET /" + number + " HTTP/1.1\r\nHost: a.example\r\n\r\n";
    }

    @Test
    void aRequestWaitsForTheFirstEndpointAndIsServedByIt() {
        Wire client = path.client().send(GET);
        path.awaitWaiting(1);

        path.publish(Routes.expecting(Outlook.COMING, USUAL, task.endpoint()));
        Wire upstream = task.accept();
        upstream.head();
        upstream.send(OK);

        assertThat(client.message()).startsWith("HTTP/1.1 200").endsWith("ok");
        assertThat(path.waited.poll()).isEqualTo("served");
        path.awaitWaiting(0);
    }

    @Test
    void aRequestWhoseTaskIsReplacedWhileItAnswersWaitsForTheNext() {
        path.publish(Routes.expecting(Outlook.SETTLED, USUAL, task.endpoint()));
        Wire client = path.client().send(GET);
        Wire first = task.accept();
        first.head();
        path.publish(Routes.expecting(Outlook.COMING, USUAL));
        first.close();
        path.awaitWaiting(1);

        path.publish(Routes.expecting(Outlook.COMING, USUAL, task.endpoint()));
        Wire second = task.accept();
        second.head();
        second.send(OK);
        assertThat(client.message()).startsWith("HTTP/1.1 200").endsWith("ok");
    }

    @Test
    void whatABodyBroughtWhileItWaitedIsSentOnce() {
        Wire client =
                path.client()
                        .send(
                                "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 10\r\n\r\nhello");
        path.awaitWaiting(1);
        client.send("world");

        path.publish(Routes.expecting(Outlook.COMING, USUAL, task.endpoint()));
        Wire upstream = task.accept();

        assertThat(upstream.message()).startsWith("POST / ").endsWith("\r\n\r\nhelloworld");
        upstream.send(OK);
        assertThat(client.message()).startsWith("HTTP/1.1 200");
    }

    @Test
    void whoeverCameFirstIsServedFirst() {
        List<Wire> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(path.client().send(numbered(i)));
            path.awaitWaiting(i + 1);
        }

        path.publish(Routes.expecting(Outlook.COMING, USUAL, task.endpoint()));

        for (int i = 0; i < 3; i++) {
            Wire upstream = task.accept();
            assertThat(upstream.head()).startsWith("GET /" + i + " ");
            upstream.send(OK);
            assertThat(clients.get(i).message()).endsWith("ok");
        }
    }

    @Test
    void aTaskThatHasJustStartedGetsAFewAtFirstAndTwoMoreForEachAnswer() {
        waitNumbered(14);

        path.publish(Routes.expecting(Outlook.COMING, USUAL, task.endpoint()));
        path.awaitWaiting(6);
        Wire first = task.accept();
        assertThat(first.head()).startsWith("GET /0 ");
        first.send(OK);

        path.awaitWaiting(4);
    }

    @Test
    void aTaskThatAnswersLateGetsAllOfThemSoonEnough() {
        waitNumbered(30);

        path.publish(Routes.expecting(Outlook.COMING, USUAL, task.endpoint()));
        path.awaitWaiting(22);
        path.advance(200);
        path.awaitWaiting(14);
        path.advance(400);

        path.awaitWaiting(0);
    }

    @Test
    void whoeverComesWhileOthersStillWaitComesAfterThem() {
        waitNumbered(9);
        path.publish(Routes.expecting(Outlook.COMING, USUAL, task.endpoint()));
        path.awaitWaiting(1);
        path.client().send(numbered(9));
        path.awaitWaiting(2);

        Wire upstream = task.accept();
        upstream.head();
        upstream.send(OK);

        assertThat(upstream.head()).startsWith("GET /8 ");
        path.awaitWaiting(0);
    }

    @Test
    void whoeverTriesInVainDoesNotKeepTheEventLoopBusy() {
        waitNumbered(3);
        path.advance(1_000);
        path.publish(Routes.expecting(Outlook.COMING, USUAL));
        path.awaitWaiting(3);

        assertThat(path.looksLater()).isZero();
    }

    private void waitNumbered(int count) {
        for (int i = 0; i < count; i++) {
            path.client().send(numbered(i));
            path.awaitWaiting(i + 1);
        }
    }

    @Test
    void afterTheWaitTheAnswerIs503AndSaysWhenToComeBack() {
        path.publish(Routes.expecting(Outlook.COMING, waiting(Duration.ofSeconds(2), 10)));
        Wire client = path.client().send(GET);
        path.awaitWaiting(1);

        path.advance(1_500);
        assertThat(path.hasNothingFinished()).isTrue();
        path.advance(1_000);

        assertThat(client.message()).startsWith("HTTP/1.1 503").contains("Retry-After: ");
        assertThat(path.finished()).isEqualTo("503 waited-in-vain");
        assertThat(path.waited.poll()).isEqualTo("in-vain");
    }

    @Test
    void oneMoreThanMayWaitIsRefusedAtOnce() {
        path.publish(Routes.expecting(Outlook.COMING, waiting(Duration.ofSeconds(10), 1)));
        path.client().send(GET);
        path.awaitWaiting(1);

        assertThat(path.client().send(GET).message()).startsWith("HTTP/1.1 503");
        assertThat(path.finished()).isEqualTo("503 waiting-room-full");
    }

    @Test
    void aClientThatLeavesDoesNotTakeAPlaceAnyMore() {
        path.publish(Routes.expecting(Outlook.COMING, waiting(Duration.ofSeconds(10), 1)));
        path.client().send(GET).close();
        assertThat(path.finished()).isEqualTo("499 client-closed");
        assertThat(path.waited.poll()).isEqualTo("left");

        path.client().send(GET);
        path.awaitWaiting(1);
    }

    @Test
    void nobodyWaitsWhereNothingIsOnItsWay() {
        path.publish(Routes.expecting(Outlook.SETTLED, USUAL));

        assertThat(path.client().send(GET).message()).startsWith("HTTP/1.1 503");
        assertThat(path.finished()).isEqualTo("503 no-endpoint");
    }

    @Test
    void aServiceScaledToZeroAnswersAtOnceAndSaysWhyInTheLog() {
        path.publish(Routes.expecting(Outlook.SCALED_TO_ZERO, USUAL));

        assertThat(path.client().send(GET).message())
                .startsWith("HTTP/1.1 503")
                .contains("Retry-After: ");
        assertThat(path.finished()).isEqualTo("503 scaled-to-zero");
    }

    @Test
    void thoseWhoWaitAreToldWhenTheServiceIsScaledToZeroMeanwhile() {
        Wire client = path.client().send(GET);
        path.awaitWaiting(1);

        path.publish(Routes.expecting(Outlook.SCALED_TO_ZERO, USUAL));
        path.advance(300);

        assertThat(client.message()).startsWith("HTTP/1.1 503");
        assertThat(path.finished()).isEqualTo("503 scaled-to-zero");
    }

    @Test
    void aWaitOfNothingIsNoWait() {
        path.publish(Routes.expecting(Outlook.COMING, waiting(Duration.ZERO, 10)));

        assertThat(path.client().send(GET).message()).startsWith("HTTP/1.1 503");
    }

    @Test
    void aTaskThatRefusesConnectionsWhileAnotherIsComingIsWaitedOut() {
        Task dead = new Task();
        path.publish(Routes.expecting(Outlook.COMING, USUAL, dead.endpoint()));
        dead.close();
        Wire client = path.client().send(GET);
        path.awaitWaiting(1);

        path.publish(Routes.expecting(Outlook.COMING, USUAL, task.endpoint()));
        Wire upstream = task.accept();
        upstream.head();
        upstream.send(OK);

        assertThat(client.message()).endsWith("ok");
    }

    @Test
    void aRouteThatIsGoneMeanwhileIsNotFound() {
        Wire client = path.client().send(GET);
        path.awaitWaiting(1);

        path.publish(RouteTable.EMPTY);
        path.advance(300);

        assertThat(client.message()).startsWith("HTTP/1.1 404");
    }
}
