package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done better than the old edge did it, with the bytes that the task receives. */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BetterThanTheOldEdgeTest {
    private static final String PAGE = "https://page.example.test";

    private final SwarmCluster swarm;
    private final DeployedEdge edge;
    private final UpstreamStack stack;

    BetterThanTheOldEdgeTest(SwarmCluster swarm, DeployedEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
        this.stack =
                new UpstreamStack(swarm, "better")
                        .recorder(
                                "page",
                                "routing-host=page.example.test",
                                "routing-port=8080",
                                "routing-max-body=0",
                                "routing-on-https=false")
                        .recorder(
                                "unreadable",
                                "routing-host=unreadable.example.test",
                                "routing-port=8080",
                                "routing-on-https=perhaps")
                        .recorder(
                                "several",
                                "routing-host=one.example.test, two.example.test,*.wild.example.test",
                                "routing-port=8080",
                                "routing-context=noslash",
                                "routing.tail.host=one.example.test",
                                "routing.tail.port=8080",
                                "routing.tail.context=/tail/")
                        .service(
                                "scaled",
                                swarm.images().busybox(),
                                "command: [/bin/busybox, httpd, -f, -p, '8080']\nnetworks: [web]\n",
                                "routing-host=scaled.example.test",
                                "routing-port=8080");
    }

    @BeforeAll
    void deploy() {
        stack.deploy();
        for (String host : new String[] {"page", "unreadable", "two", "scaled"}) {
            edge.awaitEndpoints(host + ".example.test", 1);
        }
    }

    @AfterAll
    void dismiss() {
        stack.dismiss();
        swarm.dismiss("slow");
    }

    @Test
    void onHttpsIsABooleanAndFalseMeansFalse() {
        assertThat(edge.ask(PAGE + "/").status()).isEqualTo(200);
        assertThat(edge.problems("better_page")).isEmpty();
    }

    @Test
    void anUnreadableBooleanIsAProblemThatNamesLabelValueAndWhatIsAccepted() {
        edge.awaitProblem(
                "better_unreadable", "routing-on-https \\| perhaps \\| .*verify.*insecure.*");
    }

    @Test
    void aContextWithoutOrWithTooManySlashesIsNormalised() {
        assertThat(edge.received("https://one.example.test/noslash/x").line())
                .isEqualTo("GET /x?echo HTTP/1.1");
        assertThat(edge.received("https://one.example.test/tail/x").line())
                .isEqualTo("GET /x?echo HTTP/1.1");
    }

    @Test
    void aListOfHostsIsSeveralHostsAndAStarIsOneLabel() {
        for (String host : new String[] {"one", "two", "any.wild"}) {
            String name = host + ".example.test";
            assertThat(edge.received("https://" + name + "/noslash/x").field("host"))
                    .containsExactly(name);
        }
        for (String host : new String[] {"wild", "a.b.wild"}) {
            assertThat(edge.ask("http://" + host + ".example.test/").status()).isEqualTo(404);
        }
    }

    @Test
    void aServiceWithoutTasksKeepsItsRouteAndSaysWhy() {
        swarm.docker("service", "scale", "--detach", "better_scaled=0");
        edge.awaitStatus("https://scaled.example.test/", 503);
        assertThat(edge.ask("https://scaled.example.test/").first("retry-after")).matches("[0-9]+");
        // Until its task has ended it is shown as draining.
        Eventually.holds(
                "the route says why it has none",
                Duration.ofSeconds(20),
                () -> reason("scaled.example.test").equals("better_scaled is scaled to zero"),
                () -> edge.admin("/api/routes"));
    }

    private String reason(String host) {
        return edge.routes(host).getFirst().path("reason").asText();
    }

    @Test
    void anUnknownHostGetsNothingOfAnyoneElse() {
        Answer tls = edge.ask("https://unknown.example.test/");
        assertThat(tls.exit()).isEqualTo(35);
        assertThat(tls.errors()).contains("unrecognized name");
        Answer byAddress = edge.ask("https://" + edge.address() + "/");
        assertThat(byAddress.exit()).isEqualTo(35);
        assertThat(byAddress.errors()).contains("unrecognized name");
        assertThat(edge.ask("http://unknown.example.test/").status()).isEqualTo(404);
        assertThat(edge.ask(PAGE + "/", "--header", "Host: two.example.test").status())
                .as("a host that the certificate does not cover")
                .isEqualTo(421);
    }

    @Test
    void tasksThatStartOrAreUnhealthyGetNoTraffic() {
        new UpstreamStack(swarm, "slow")
                .service(
                        "starter",
                        swarm.images().busybox(),
                        """
                        command: [/bin/busybox, httpd, -f, -p, '8080', -h, /etc]
                        networks: [web]
                        healthcheck:
                          test: [CMD, /bin/busybox, test, -e, /tmp/well]
                          interval: 500ms
                          retries: 1
                          start_period: 60s
                        """,
                        "routing-host=starter.example.test",
                        "routing-port=8080")
                .deployOnly();
        SwarmCluster.Task first = awaitStarting("");
        edge.awaitStatus("https://starter.example.test/group", 503);
        swarm.inTask(first, "/bin/busybox", "touch", "/tmp/well").output();
        edge.awaitStatus("https://starter.example.test/group", 200);
        swarm.inTask(first, "/bin/busybox", "rm", "/tmp/well").output();
        SwarmCluster.Task second = awaitStarting(first.id());
        edge.awaitStatus("https://starter.example.test/group", 503);
        assertThat(second.id()).isNotEqualTo(first.id());
    }

    /** The task that starts, other than this one. */
    private SwarmCluster.Task awaitStarting(String other) {
        return Eventually.yields(
                "a task is starting",
                Duration.ofSeconds(30),
                () ->
                        swarm.tasks("slow_starter").stream()
                                .filter(task -> task.state().startsWith("Starting"))
                                .filter(task -> !task.id().equals(other))
                                .findFirst(),
                () -> swarm.docker("service", "ps", "slow_starter"));
    }

    @Test
    void webSocketsPass() {
        Command.Finished echo =
                new WebSocketClient(swarm, edge).echo("page.example.test", "/live?upgrade").run();
        assertThat(echo.output()).isEqualTo("5 bytes back\n70000 bytes back\nclosed\n");
        assertThat(echo.errors()).isEmpty();
    }

    @Test
    void thePathAndQueryAreSentAsTheyCame() {
        String target = "/a%2Fb//C/%7e/x;y=1?q=%20%2F+&&r=[1]&echo";
        assertThat(edge.received(PAGE + target.replace("&echo", ""), "--globoff").line())
                .isEqualTo("GET " + target + " HTTP/1.1");
        assertThat(
                        edge.received(PAGE + target.replace("&echo", ""), "--globoff", "--http1.1")
                                .line())
                .isEqualTo("GET " + target + " HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void aSmallBodyWithoutALengthReachesTheTaskWithOne(String version) {
        Answer answer =
                Answer.of(
                        edge.curl(PAGE + "/?echo", "--include", version, "--upload-file", "-")
                                .reading("hello")
                                .run());
        assertThat(answer.body())
                .startsWith("PUT /?echo HTTP/1.1\r\n")
                .containsIgnoringCase("\r\ncontent-length: 5\r\n")
                .doesNotContainIgnoringCase("transfer-encoding")
                .endsWith("\r\n\r\nhello");
    }

    @Test
    void aLargeBodyWithoutALengthIsStreamedInChunks() {
        String body = swarm.file("large-body", "x".repeat(200_000)).toString();
        RecordedRequest request =
                edge.received(
                        PAGE + "/",
                        "--http1.1",
                        "--header",
                        "Transfer-Encoding: chunked",
                        "--upload-file",
                        body);
        assertThat(request.field("content-length")).isEmpty();
        assertThat(request.field("transfer-encoding")).containsExactly("chunked");
        assertThat(request.afterHead()).endsWith("\r\n0\r\n\r\n");
    }

    @Test
    void whatAClientSaysAboutItselfIsReplacedByWhatIsTrue() {
        RecordedRequest request =
                edge.received(
                        PAGE + "/",
                        "--http1.1",
                        "--header",
                        "X-Forwarded-For: 10.1.1.1",
                        "--header",
                        "X_Forwarded_For: 10.1.1.2",
                        "--header",
                        "x-forwarded-PROTO: http",
                        "--header",
                        "Forwarded: for=10.1.1.3",
                        "--header",
                        "X-Real-IP: 10.1.1.4",
                        "--header",
                        "Connection: X-Secret",
                        "--header",
                        "X-Secret: 1");
        assertThat(request.bytes()).doesNotContain("10.1.1.").doesNotContainIgnoringCase("secret");
        assertThat(request.field("x-forwarded-for")).containsExactly(SwarmCluster.CLIENT_ADDRESS);
        assertThat(request.field("x-forwarded-proto")).containsExactly("https");
        assertThat(request.field("x-real-ip")).containsExactly(SwarmCluster.CLIENT_ADDRESS);
        assertThat(request.field("connection")).isEmpty();
    }

    @Test
    void connectionsToTasksAreKeptAndUsedAgain() {
        KeptRequests kept = stack.kept("page");
        int before = kept.connections();
        String[] urls = new String[20];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = PAGE + "/again" + i;
        }
        edge.curl(PAGE + "/again", urls).output();
        assertThat(kept.with("/again")).hasSize(21);
        assertThat(kept.connections() - before).as("new connections").isLessThanOrEqualTo(1);
    }
}
