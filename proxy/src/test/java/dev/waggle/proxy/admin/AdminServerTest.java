package dev.waggle.proxy.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waggle.proxy.config.Admin;
import dev.waggle.proxy.observe.Metric;
import dev.waggle.proxy.observe.Metrics;
import dev.waggle.proxy.observe.Problems;
import dev.waggle.proxy.testing.LeakCheck;
import dev.waggle.routing.AddressRange;
import dev.waggle.routing.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AdminServerTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Instant NOW = Instant.parse("2026-11-21T19:47:34Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Metrics METRICS = new Metrics(() -> NOW);
    private static final Problems PROBLEMS = new Problems(() -> NOW);
    private static volatile List<String> reasons = List.of();

    private static final AdminServer SERVER =
            new AdminServer(
                    new Admin(LOOPBACK, 0, List.of(), List.of("Edge.example")),
                    new AdminPages()
                            .ready(() -> reasons)
                            .metrics(METRICS)
                            .routes(AdminServerTest::routes)
                            .problems(PROBLEMS)
                            .certificates(AdminServerTest::certificates)
                            .json("/api/broken", AdminServerTest::broken)
                            .json("/api/large", () -> "x".repeat(4_000_000)));

    @BeforeAll
    static void start() {
        METRICS.observe(Metric.ROUTES, () -> 7);
        PROBLEMS.update("routes", List.of(new Problem("web_blog", "routing-port", "x", "m", "f")));
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
        METRICS.close();
    }

    @Test
    void livesAsLongAsItAnswers() throws IOException {
        assertThat(get("/health/live")).startsWith("HTTP/1.1 200 ").endsWith("{\"live\":true}");
    }

    @Test
    void isReadyOnlyWithoutAReasonAgainstIt() throws IOException {
        assertThat(get("/health/ready")).startsWith("HTTP/1.1 200 ");
        reasons = List.of("no route table yet");
        assertThat(get("/health/ready"))
                .startsWith("HTTP/1.1 503 ")
                .contains("\"reasons\":[\"no route table yet\"]");
        reasons = List.of();
    }

    @Test
    void showsMetrics() throws IOException {
        assertThat(get("/metrics"))
                .contains("waggle_routes 7.0")
                .containsIgnoringCase("content-type: text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void showsRoutesWithTheirEndpoints() throws IOException {
        JsonNode route = json("/api/routes").path(0);
        assertThat(fields(route))
                .containsExactly(
                        "name",
                        "host",
                        "context",
                        "services",
                        "upstream",
                        "endpoints",
                        "reason",
                        "options");
        assertThat(fields(route.path("endpoints").path(0)))
                .containsExactly(
                        "address",
                        "task",
                        "node",
                        "state",
                        "reason",
                        "requests",
                        "connections",
                        "circuit");
    }

    @Test
    void showsProblemsWithSinceWhen() throws IOException {
        JsonNode problem = json("/api/problems").path(0);
        assertThat(fields(problem))
                .containsExactly("id", "service", "label", "value", "message", "fix", "since");
        assertThat(problem.path("since").asText()).isEqualTo("2026-11-21T19:47:34Z");
    }

    @Test
    void showsCertificates() throws IOException {
        JsonNode certificate = json("/api/certificates").path(0);
        assertThat(fields(certificate))
                .containsExactly(
                        "names",
                        "serving",
                        "work",
                        "notAfter",
                        "renewAt",
                        "problem",
                        "retryAt",
                        "id",
                        "issuer",
                        "notBefore",
                        "fix",
                        "attempts",
                        "warning",
                        "ledger",
                        "unwantedSince");
        assertThat(certificate.path("problem").isNull()).isTrue();
    }

    @Test
    void anUnknownPathSaysWhatThereIs() throws IOException {
        assertThat(get("/nothing?x=/metrics"))
                .startsWith("HTTP/1.1 404 ")
                .contains("/metrics", "/health/live", "/api/problems");
    }

    @Test
    void headAnswersWithTheLengthAndWithoutTheBody() throws IOException {
        String answer = ask("HEAD", "/health/live", "localhost");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("content-length: 13")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"})
    void onlyReads(String method) throws IOException {
        assertThat(ask(method, "/metrics", "localhost"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("allow: GET, HEAD");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,200",
        "LOCALHOST:9180,200",
        "127.0.0.1:1,200",
        "[::1]:9180,200",
        "edge.EXAMPLE:9180,200",
        "attacker.example,421",
        "localhost.attacker.example,421",
        "10.0.0.1,421",
        "[::1,400"
    })
    void answersOnlyToItsOwnNames(String host, int status) throws IOException {
        assertThat(ask("GET", "/health/live", host)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void aRequestWithoutHostIsRefused() throws IOException {
        assertThat(send("GET /metrics HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 421 ");
    }

    @Test
    void aPageThatFailsTellsOnlyTheLogWhy() throws IOException {
        assertThat(get("/api/broken")).startsWith("HTTP/1.1 500 ").doesNotContain("secret");
    }

    @Test
    void aLargePageArrivesWhole() throws IOException {
        assertThat(get("/api/large").length()).isGreaterThan(4_000_000);
    }

    @Test
    void tooLongARequestIsRefused() throws IOException {
        assertThat(get("/" + "x".repeat(10_000))).startsWith("HTTP/1.1 4");
    }

    @Test
    void holdsDownTheNumberOfConnections() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                sockets.add(new Socket(LOOPBACK, SERVER.address().getPort()));
            }
            // These were accepted in order, so that this one is over the bound.
            try (Socket oneMore = new Socket(LOOPBACK, SERVER.address().getPort())) {
                assertThat(oneMore.getInputStream().read()).isEqualTo(-1);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void onlyListedPeersMayAsk() {
        AddressRange range = AddressRange.parse("10.0.0.0/8").orElseThrow();
        AdminGuard guard = new AdminGuard(new Admin(LOOPBACK, 0, List.of(range), List.of()));
        assertThat(refusal(guard, "127.0.0.1")).isEmpty();
        assertThat(refusal(guard, "::1")).isEmpty();
        assertThat(refusal(guard, "10.1.2.3")).isEmpty();
        assertThat(refusal(guard, "11.1.2.3")).contains(403);
        assertThat(refusal(guard, "fd00::1")).contains(403);
    }

    private static Optional<Integer> refusal(AdminGuard guard, String peer) {
        InetAddress local = InetAddress.ofLiteral("10.0.0.9");
        return guard.refusal(InetAddress.ofLiteral(peer), local, "GET", "10.0.0.9:9180")
                .map(Answer::status);
    }

    private static List<RouteView> routes() {
        return List.of(
                new RouteView(
                        "blog",
                        "blog.example",
                        "/",
                        List.of("web_blog"),
                        "blog.example/",
                        List.of(
                                new EndpointView(
                                        "10.0.1.7:80", "t1", "node-1", "up", "", 2, 3, "closed")),
                        "",
                        Map.of("max-body", "10m")));
    }

    private static List<CertificateView> certificates() {
        return List.of(CertificateView.of("blog.example", "files", "CN=ca", NOW, NOW));
    }

    private static Object broken() {
        throw new IllegalStateException("secret");
    }

    private static List<String> fields(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode json(String path) throws IOException {
        String answer = get(path);
        return JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    private static String get(String path) throws IOException {
        return ask("GET", path, "localhost");
    }

    private static String ask(String method, String path, String host) throws IOException {
        return send(
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: "
                        + host
                        + "\r\nConnection: close\r\n\r\n");
    }

    private static String send(String request) throws IOException {
        try (Socket socket = new Socket(LOOPBACK, SERVER.address().getPort())) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
