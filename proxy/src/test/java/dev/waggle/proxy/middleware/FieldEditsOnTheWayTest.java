package dev.waggle.proxy.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class FieldEditsOnTheWayTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n";

    @Test
    void fieldsOfTheRequestAreSetAndRemovedWhateverTheClientSent() {
        try (StandIn task = new StandIn(_ -> OK + "\r\nok");
                Rig rig =
                        Rig.plain(
                                task,
                                "request-header.X-Team",
                                "blue",
                                "request-header.Cookie",
                                "")) {
            rig.client()
                    .ask("GET /", "x_team: red", "X-TEAM: green", "Cookie: a=1", "X-Other: 1")
                    .message();

            assertThat(task.lines())
                    .contains("X-Team: blue", "X-Other: 1")
                    .doesNotContain("x_team: red", "X-TEAM: green", "Cookie: a=1");
        }
    }

    @Test
    void fieldsOfTheResponseAreSetAndRemovedWhateverTheTaskSent() {
        String answer = OK + "server: Werkzeug\r\nX-Frame-Options: ALLOW\r\nx-a: 1\r\n\r\nok";
        try (StandIn task = new StandIn(_ -> answer);
                Rig rig =
                        Rig.plain(
                                task,
                                "response-header.Server",
                                "",
                                "response-header.X-Frame-Options",
                                "DENY")) {
            String message = rig.client().ask("GET /").message();

            assertThat(message.lines())
                    .contains("X-Frame-Options: DENY", "x-a: 1")
                    .noneMatch(line -> line.startsWith("server"))
                    .doesNotContain("X-Frame-Options: ALLOW");
            assertThat(message).endsWith("\r\n\r\nok");
        }
    }

    @Test
    void answersOfOurOwnHaveTheFieldsOfTheRouteToo() {
        try (Rig rig = Rig.https(null, "response-header.X-A", "1", "hsts", "180d")) {
            assertThat(rig.client().ask("GET /").message())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("\r\nX-A: 1\r\n")
                    .contains("\r\nStrict-Transport-Security: max-age=15552000\r\n");
        }
    }

    @Test
    void strictTransportSecurityTakesThePlaceOfTheTasks() {
        String answer = OK + "strict-transport-security: max-age=1\r\n\r\nok";
        try (StandIn task = new StandIn(_ -> answer);
                Rig rig = Rig.https(task, "hsts", "365d; includeSubDomains; preload")) {
            assertThat(rig.client().ask("GET /").message().lines())
                    .filteredOn(
                            line -> line.toLowerCase(Locale.ROOT).startsWith("strict-transport"))
                    .containsExactly(
                            "Strict-Transport-Security: max-age=31536000; includeSubDomains;"
                                    + " preload");
        }
    }

    @Test
    void strictTransportSecurityIsNeverSaidOverPlainHttp() {
        try (StandIn task = new StandIn(_ -> OK + "\r\nok");
                Rig rig = Rig.plain(task, "hsts", "365d")) {
            assertThat(rig.client().ask("GET /").message()).doesNotContain("Strict-Transport");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, https://new.example{path}?{query}, /a%2Fb//C?x=1&y, 308,"
                + " https://new.example/a%2Fb//C?x=1&y",
        "POST, 307 https://new.example{path}?{query}, /a, 307, https://new.example/a",
        "GET, 301 https://new.example, /a?b, 301, https://new.example",
        "HEAD, 302 https://new.example/x/{path}, /, 302, https://new.example/x/",
    })
    void aRedirectNeedsNoTask(
            String method, String label, String target, int status, String location) {
        try (Rig rig = Rig.plain(null, "redirect-to", label)) {
            assertThat(rig.client().ask(method + " " + target).message())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("\r\nLocation: " + location + "\r\n")
                    .contains("\r\nContent-Length: 0\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a%0d%0aX-Evil:1", "/{query}", "/%7bpath%7d"})
    void aRedirectAddsNoFieldWhateverThePath(String path) {
        try (Rig rig = Rig.plain(null, "redirect-to", "https://new.example{path}?{query}")) {
            List<String> lines = rig.client().ask("GET " + path).message().lines().toList();

            assertThat(lines).noneMatch(line -> line.startsWith("X-Evil"));
            assertThat(lines.getFirst()).matches("HTTP/1.1 (308|400) .*");
        }
    }
}
