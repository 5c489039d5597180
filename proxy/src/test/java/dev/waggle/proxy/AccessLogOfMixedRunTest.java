package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waggle.proxy.testing.LeakCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One line for every request, whatever becomes of it, and each can be parsed. */
@ExtendWith(LeakCheck.class)
final class AccessLogOfMixedRunTest {
    /** As a log collector of the old edge has it. */
    private static final Pattern LINE =
            Pattern.compile(
                    "^(?<ip>\\S+) \\[(?<time>\\d{2}/[A-Z][a-z]{2}/\\d{4}:\\d{2}:\\d{2}:\\d{2} [+-]\\d{4})\\]"
                            + " \"(?<method>\\S+) (?<path>\\S+) (?<version>\\S+)\" (?<status>\\d{3})"
                            + " \"host: (?<host>[^\"]*)\" \"size: (?<size>\\d+)\""
                            + " \"referrer: (?<referrer>[^\"]*)\" \"user-agent: (?<agent>[^\"]*)\"$");

    @TempDir Path folder;
    private TestTask task;
    private TestEdge edge;
    private final List<Integer> statuses = new ArrayList<>();

    @BeforeEach
    void prepare() {
        task = TestTask.named("task");
        edge = TestEdge.in(folder).with("timeouts-head", "200ms");
    }

    @AfterEach
    void stop() {
        edge.close();
        task.close();
    }

    private void run() {
        edge.start(
                new Stack()
                        .service("lamp", task, "host", "lamp.test", "tls", "off")
                        .service("none", "", "host", "none.test", "tls", "off")
                        .service("blog", task, "host", "blog.test"));
        one("GET /a HTTP/1.1\r\nHost: lamp.test\r\nReferer: https://x.test/?a=b\r\n\r\n");
        one("GET /a%22b HTTP/1.0\r\nHost: lamp.test\r\n\r\n");
        one("GET /?a=1 HTTP/1.1\r\nHost: blog.test\r\n\r\n");
        one("POST / HTTP/1.1\r\nHost: blog.test\r\nContent-Length: 0\r\n\r\n");
        one("GET / HTTP/1.1\r\nHost: other.test\r\n\r\n");
        one("POST / HTTP/1.1\r\nHost: lamp.test\r\nContent-Length: 2000000\r\n\r\n");
        one("GET /broken HTTP/1.1\r\nHost: lamp.test\r\n\r\n");
        one("GET / HTTP/1.1\r\nHost: none.test\r\n\r\n");
        one("GET / HTTP/1.1\r\nHost: lamp.test\r\nUser-Agent: a\"b\\c \t'd' <e> %41\r\n\r\n");
        one("GET / HTTP/1.1\r\nHost: lamp.test\r\nUser-Agent: caf\u00c3\u00a9 \u00ff\r\n\r\n");
        one("GET / HTTP/1.1\r\nHost: lamp.test\r\nUser-Agent: a\u0007b\r\n\r\n");
        one("GET / HTTP/1.1\r\nHost: lamp.test\r\nUser-Agent:\r\nReferer: \"\r\n\r\n");
        one("what is this\r\n\r\n");
        one("\u0016\u0003\u0001 nonsense\r\n\r\n");
        one("GET /never");
        try (RawClient client = edge.plain()) {
            statuses.add(client.request("HEAD", "lamp.test", "/").status());
        }
    }

    private void one(String bytes) {
        try (RawClient client = edge.plain()) {
            statuses.add(client.send(bytes).answer().status());
        }
    }

    @Test
    void everyLineFitsOneRegularExpression() {
        run();
        List<String> lines = edge.log(statuses.size());
        assertThat(lines).allMatch(line -> LINE.matcher(line).matches());
        assertThat(lines.stream().map(AccessLogOfMixedRunTest::status).toList())
                .containsExactlyInAnyOrderElementsOf(statuses)
                .contains(200, 301, 308, 400, 404, 408, 413, 502, 503);
        assertThat(lines)
                .allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c < 0x7f))
                .anyMatch(line -> line.contains("user-agent: a\\x22b\\x5Cc \\x09'd' <e> %41"))
                .anyMatch(line -> line.contains("\"referrer: https://x.test/?a=b\""));
    }

    @Test
    void aRefusedHeadIsLoggedAsFarAsItCouldBeRead() {
        edge.start(new Stack().service("lamp", task, "host", "lamp.test", "tls", "off"));
        one("TRACE /t HTTP/1.1\r\nHost: lamp.test\r\n\r\n");
        one("CONNECT lamp.test:443 HTTP/1.1\r\nHost: lamp.test\r\n\r\n");
        one("POST /e HTTP/1.1\r\nHost: lamp.test\r\nExpect: more\r\n\r\n");
        one("GET http://lamp.test/m HTTP/1.1\r\nHost: other.test\r\n\r\n");
        one("GET /late HTTP/1.1\r\nHost: la");
        assertThat(edge.log(statuses.size()))
                .anyMatch(line -> line.contains("\"TRACE /t HTTP/1.1\" 405"))
                .anyMatch(line -> line.contains("\"CONNECT lamp.test:443 HTTP/1.1\" 405"))
                .anyMatch(line -> line.contains("\"POST /e HTTP/1.1\" 417 \"host: lamp.test\""))
                .anyMatch(line -> line.contains("\"GET /m HTTP/1.1\" 400"))
                .anyMatch(line -> line.contains("\"GET /late HTTP/1.1\" 408"))
                .allMatch(line -> LINE.matcher(line).matches());
    }

    @Test
    void anAnswerOfOurOwnToARequestOfARouteIsCountedWithIt() throws JsonProcessingException {
        edge.with("access-log", "json")
                .start(
                        new Stack()
                                .service(
                                        "lamp",
                                        task,
                                        "host",
                                        "lamp.test",
                                        "tls",
                                        "off",
                                        "context",
                                        "/lamp")
                                .service(
                                        "safe",
                                        task,
                                        "host",
                                        "lamp.test",
                                        "tls",
                                        "off",
                                        "context",
                                        "/lamp/safe"));
        one("GET /lamp HTTP/1.1\r\nHost: lamp.test\r\n\r\n");
        one("GET /lamp/x/%2e%2e/safe/ HTTP/1.1\r\nHost: lamp.test\r\n\r\n");
        assertThat(statuses).containsExactly(301, 400);
        for (String line : edge.log(2)) {
            assertThat(new ObjectMapper().readTree(line).path("route").asText())
                    .isIn("lamp", "safe");
        }
        assertThat(edge.ask("/metrics"))
                .containsPattern("waggle_requests_total\\{[^}]*route=\"lamp\"[^}]*\\} 1.0");
    }

    @Test
    void everyLineIsAnObjectInJson() throws JsonProcessingException {
        edge.with("access-log", "json");
        run();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : edge.log(statuses.size())) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(lines.stream().map(line -> line.path("status").asInt()).toList())
                .containsExactlyInAnyOrderElementsOf(statuses);
        JsonNode served =
                lines.stream()
                        .filter(line -> line.path("target").asText().equals("/a"))
                        .findFirst()
                        .orElseThrow();
        assertThat(served.path("route").asText()).isEqualTo("lamp");
        assertThat(served.toString()).contains(task.authority());
        assertThat(lines)
                .filteredOn(line -> line.path("status").asInt() >= 400)
                .allMatch(line -> !line.path("failure").asText().isEmpty());
    }

    private static int status(String line) {
        Matcher matcher = LINE.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return Integer.parseInt(matcher.group("status"));
    }
}
