package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The access log as a collector of logs reads it from the container. */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessLogLinesTest {
    private static final String URL = "https://log.example.test";

    /** What collectors of the old edge parse with. */
    private static final Pattern LINE =
            Pattern.compile(
                    "(?<ip>[0-9a-f.:]+) "
                            + "\\[(?<time>\\d{2}/[A-Z][a-z]{2}/\\d{4}:\\d{2}:\\d{2}:\\d{2} \\+0000)] "
                            + "\"(?<method>[^ \"]+) (?<path>[^ \"]+) (?<version>[^ \"]+)\" "
                            + "(?<status>\\d{3}) "
                            + "\"host: (?<host>[^\"]+)\" "
                            + "\"size: (?<size>\\d+)\" "
                            + "\"referrer: (?<referrer>[^\"]+)\" "
                            + "\"user-agent: (?<agent>[^\"]+)\"");

    private final SwarmCluster swarm;
    private final DeployedEdge edge;
    private final UpstreamStack stack;

    AccessLogLinesTest(SwarmCluster swarm, DeployedEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
        this.stack =
                new UpstreamStack(swarm, "log")
                        .recorder("page", "routing-host=log.example.test", "routing-port=8080");
    }

    @BeforeAll
    void deploy() {
        stack.deploy();
        edge.awaitStatus(URL + "/", 200);
    }

    @AfterAll
    void dismiss() {
        stack.dismiss();
    }

    @Test
    void everyRequestOfAMixedRunHasOneLineThatParses() {
        int before = settledLog().size();
        int made = mixedRun();
        Eventually.holds(
                "there are lines for " + made + " requests",
                Duration.ofSeconds(10),
                () -> edge.accessLog().size() >= before + made,
                () -> "there are " + (edge.accessLog().size() - before));
        List<String> lines = settledLog();
        assertThat(lines).allMatch(line -> LINE.matcher(line).matches());
        List<String> ours = lines.subList(before, lines.size());
        assertThat(ours).hasSize(made);

        assertThat(parsed(ours, "/size?body=274"))
                .satisfies(line -> {
                    assertThat(line.group("ip")).isEqualTo(SwarmCluster.CLIENT_ADDRESS);
                    assertThat(line.group("method")).isEqualTo("GET");
                    assertThat(line.group("version")).isEqualTo("HTTP/1.1");
                    assertThat(line.group("status")).isEqualTo("200");
                    assertThat(line.group("host")).isEqualTo("log.example.test");
                    assertThat(line.group("size")).isEqualTo("274");
                    assertThat(line.group("referrer")).isEqualTo("http://elsewhere/");
                    assertThat(line.group("agent")).isEqualTo("a \\x22quoted\\x22 \\x5C one");
                });
        assertThat(parsed(ours, "/nothing").group("agent")).isEqualTo("-");
        assertThat(parsed(ours, "/h2?status=404").group("version")).isEqualTo("HTTP/2.0");
        assertThat(parsed(ours, "/redirected").group("status")).isEqualTo("301");
        assertThat(ours).filteredOn(line -> line.contains("\"- - -\" 400 ")).hasSize(1);
    }

    /** Lines come a little after their answers: those of others are waited for, too. */
    private List<String> settledLog() {
        int[] last = {-1, 0};
        return Eventually.yields(
                "the log is quiet",
                Duration.ofSeconds(20),
                () -> {
                    List<String> lines = edge.accessLog();
                    last[1] = lines.size() == last[0] ? last[1] + 1 : 0;
                    last[0] = lines.size();
                    return last[1] >= 3 ? Optional.of(lines) : Optional.empty();
                },
                () -> "");
    }

    /** Requests of all kinds; returns how many. */
    private int mixedRun() {
        edge.ask(
                URL + "/size?body=274",
                "--http1.1",
                "--user-agent",
                "a \"quoted\" \\ one",
                "--referer",
                "http://elsewhere/");
        edge.ask(URL + "/nothing", "--user-agent", "");
        edge.ask(URL + "/h2?status=404", "--http2");
        edge.ask(URL + "/old", "--http1.0");
        edge.ask(URL + "/chunked?framing=chunked&body=10");
        edge.ask(URL + "/failed?raw=nonsense");
        edge.ask(URL + "/cut?body=100&cut=10");
        edge.ask(URL + "/large", "--data", "x".repeat(2 << 10));
        edge.ask("http://log.example.test/redirected");
        edge.ask("http://unknown.example.test/unknown");
        edge.ask(URL + "/trace", "--request", "TRACE");
        edge.send("log.example.test", "GARBAGE\r\n\r\n");
        edge.send(
                "log.example.test",
                """
                GET /one HTTP/1.1
                Host: log.example.test

                GET /two?close HTTP/1.1
                Host: log.example.test
                Connection: close

                """
                        .replace("\n", "\r\n"));
        new WebSocketClient(swarm, edge).echo("log.example.test", "/live?upgrade").output();
        swarm.client(
                        "h2load",
                        "--requests=200",
                        "--clients=4",
                        "--max-concurrent-streams=5",
                        "--connect-to=" + edge.address() + ":443",
                        URL + "/h2load")
                .output();
        return 15 + 200;
    }

    private static Matcher parsed(List<String> lines, String path) {
        return lines.stream()
                .map(LINE::matcher)
                .filter(line -> line.matches() && line.group("path").equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line of " + path + " in " + lines));
    }
}
