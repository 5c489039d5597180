package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Another configuration while connections stand. */
@ExtendWith(LeakCheck.class)
final class ReloadingTest {
    @TempDir Path folder;
    private final List<RawClient> clients = new ArrayList<>();
    private TestTask task;
    private TestEdge edge;

    @BeforeEach
    void start() {
        task = TestTask.named("task");
        edge = TestEdge.in(folder);
        edge.start(new Stack().service("lamp", task, "host", "lamp.test", "tls", "off"));
    }

    @AfterEach
    void stop() {
        clients.forEach(RawClient::close);
        edge.close();
        task.close();
    }

    private RawClient client() {
        RawClient client = edge.plain();
        clients.add(client);
        return client;
    }

    private static int get(RawClient client, String path) {
        return client.get("lamp.test", path).status();
    }

    @Test
    void aConnectionThatStandsKeepsItsLimitsAndTheNextHasTheNewOnes() {
        String longPath = "/" + "x".repeat(2000);
        RawClient standing = client();
        assertThat(get(standing, longPath)).isEqualTo(200);

        edge.with("limits-request-line", "1k").reload();

        assertThat(get(standing, longPath)).isEqualTo(200);
        Eventually.is(() -> get(client(), longPath) == 414);
        assertThat(get(standing, "/")).isEqualTo(200);
    }

    @Test
    void whatRoutesDoByDefaultHoldsForTheNextRequestOfAConnectionThatStands() {
        RawClient standing = client();
        String post =
                "POST / HTTP/1.1\r\nHost: lamp.test\r\nContent-Length: 2000\r\n\r\n"
                        + "x".repeat(2000);
        standing.send(post);
        assertThat(standing.answer().status()).isEqualTo(200);

        edge.with("limits-max-body", "1k").reload();

        standing.send(post);
        assertThat(standing.answer().status()).isEqualTo(413);
    }

    @Test
    void theAccessLogChangesItsFormEvenOnAConnectionThatStands() {
        RawClient standing = client();
        assertThat(get(standing, "/")).isEqualTo(200);
        assertThat(edge.log(1).getFirst()).contains("\"GET / HTTP/1.1\" 200");

        edge.with("access-log", "json").reload();
        assertThat(get(standing, "/")).isEqualTo(200);
        assertThat(edge.log(2).getLast()).startsWith("{").contains("\"status\":200");

        edge.with("access-log", "off").reload();
        assertThat(get(standing, "/")).isEqualTo(200);

        edge.with("access-log", "common").reload();
        assertThat(get(standing, "/last")).isEqualTo(200);
        assertThat(edge.log(3).getLast()).contains("\"GET /last HTTP/1.1\" 200");
        assertThat(edge.ask("/api/problems")).doesNotContain("access-log");
    }

    @Test
    void theLogLevelChangesAtOnce() {
        edge.with("log-level", "error").reload();
        assertThat(LoggerFactory.getLogger(Edge.class).isInfoEnabled()).isFalse();

        edge.with("log-level", "info").reload();
        assertThat(LoggerFactory.getLogger(Edge.class).isInfoEnabled()).isTrue();
    }

    @Test
    void aFolderNeedsARestartToo() {
        edge.with("state-dir", folder.resolve("elsewhere").toString()).reload();

        assertThat(edge.ask("/api/problems")).contains("state-dir").contains("needs a restart");
        assertThat(get(client(), "/")).isEqualTo(200);
    }

    @Test
    void aPortNeedsARestartAndAProblemSaysSoUntilItIsTakenBack() {
        RawClient standing = client();
        assertThat(get(standing, "/")).isEqualTo(200);

        edge.with("https-port", "8443").reload();

        assertThat(edge.ask("/api/problems")).contains("https-port").contains("needs a restart");
        assertThat(get(standing, "/")).isEqualTo(200);
        assertThat(get(client(), "/")).isEqualTo(200);

        edge.with("https-port", "0").reload();
        assertThat(edge.ask("/api/problems")).doesNotContain("https-port");
    }

    @Test
    void aConfigurationThatCannotBeUsedChangesNothingAndIsAProblem() {
        edge.with("limits-request-line", "1k").with("limits-head", "nonsense").reload();

        assertThat(edge.ask("/api/problems")).contains("limits.head").contains("the one before");
        assertThat(get(client(), "/" + "x".repeat(2000))).isEqualTo(200);

        edge.with("limits-head", "32k").reload();
        assertThat(edge.ask("/api/problems")).doesNotContain("limits.head");
        Eventually.is(() -> get(client(), "/" + "x".repeat(2000)) == 414);
    }

    @Test
    void fewerConnectionsOfAnAddressHoldForThoseThatComeNext() {
        assertThat(get(client(), "/")).isEqualTo(200);
        assertThat(get(client(), "/")).isEqualTo(200);

        edge.with("limits-connections-per-address", "2").reload();

        assertThat(client().isEnded()).isTrue();
        assertThat(clients.subList(0, 2)).allMatch(standing -> get(standing, "/") == 200);
    }
}
