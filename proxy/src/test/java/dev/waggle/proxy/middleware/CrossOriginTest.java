package dev.waggle.proxy.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LeakCheck.class)
class CrossOriginTest {
    private static final String APP = "https://app.example";
    private static final String CREDENTIALS = "access-control-allow-credentials: true";
    private static final String VARY = "vary: origin";

    /** Label, what the task says, origin of the request, and the CORS fields of the answer. */
    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(APP, "", APP, List.of(allow(APP), CREDENTIALS, VARY)),
                Arguments.of(
                        "https://b.example, " + APP,
                        "",
                        APP,
                        List.of(allow(APP), CREDENTIALS, VARY)),
                Arguments.of(APP, "", "https://evil.example", List.of(VARY)),
                Arguments.of(APP, "", "https://app.example.evil", List.of(VARY)),
                Arguments.of(APP, "", "http://app.example", List.of(VARY)),
                Arguments.of(APP, "", "null", List.of(VARY)),
                Arguments.of(APP, "", "", List.of(VARY)),
                Arguments.of(
                        APP,
                        "Vary: Accept, Origin",
                        APP,
                        List.of(allow(APP), CREDENTIALS, "vary: accept, origin")),
                Arguments.of(
                        APP,
                        "Vary: Accept",
                        APP,
                        List.of("vary: accept", allow(APP), CREDENTIALS, VARY)),
                Arguments.of(
                        APP,
                        "access-control-allow-origin: *",
                        "https://evil.example",
                        List.of(VARY)),
                Arguments.of(
                        APP,
                        "Access-Control-Allow-Credentials: true",
                        APP,
                        List.of(allow(APP), CREDENTIALS, VARY)),
                Arguments.of("*", "", "https://any.example", List.of(allow("*"))),
                Arguments.of(
                        "*", "Access-Control-Allow-Credentials: true", "", List.of(allow("*"))));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void theProxySaysWhoMayReadInTheTasksPlace(
            String label, String said, String origin, List<String> fields) {
        String more = said.isEmpty() ? "" : said + "\r\n";
        try (StandIn task =
                        new StandIn(
                                _ -> "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + more + "\r\n");
                Rig rig = Rig.plain(task, "cors", label)) {
            String head =
                    origin.isEmpty()
                            ? rig.client().ask("GET /").head()
                            : rig.client().ask("GET /", "Origin: " + origin).head();

            assertThat(cors(head)).containsExactlyInAnyOrderElementsOf(fields);
        }
    }

    @Test
    void twoOriginsAreNone() {
        try (Rig rig = Rig.plain(null, "cors", APP)) {
            String head =
                    rig.client().ask("GET /", "Origin: " + APP, "Origin: https://e.example").head();

            assertThat(cors(head)).containsExactly(VARY);
        }
    }

    @Test
    void aPreflightIsAnsweredWithoutTheTask() {
        try (StandIn task = new StandIn(_ -> "");
                Rig rig = Rig.plain(task, "cors", APP)) {
            String head =
                    rig.client()
                            .ask(
                                    "OPTIONS /api",
                                    "Origin: " + APP,
                                    "Access-Control-Request-Method: PUT",
                                    "Access-Control-Request-Headers: content-type,x-a")
                            .head();

            assertThat(head).startsWith("HTTP/1.1 204 ").doesNotContain("Content-Length");
            assertThat(cors(head))
                    .containsExactlyInAnyOrder(
                            allow(APP),
                            CREDENTIALS,
                            "access-control-allow-methods: put",
                            "access-control-allow-headers: content-type,x-a",
                            "access-control-max-age: 600",
                            "vary: access-control-request-method, access-control-request-headers",
                            VARY);
            assertThat(task.heardNothing()).isTrue();
        }
    }

    @Test
    void aPreflightOfAnotherOriginIsAllowedNothing() {
        try (Rig rig = Rig.plain(null, "cors", APP)) {
            String head =
                    rig.client()
                            .ask(
                                    "OPTIONS /api",
                                    "Origin: https://evil.example",
                                    "Access-Control-Request-Method: PUT")
                            .head();

            assertThat(head).startsWith("HTTP/1.1 204 ");
            assertThat(cors(head)).noneMatch(line -> line.startsWith("access-control"));
        }
    }

    @Test
    void optionsThatAreNoPreflightReachTheTask() {
        try (StandIn task =
                        new StandIn(
                                _ -> "HTTP/1.1 200 OK\r\nAllow: GET\r\nContent-Length: 0\r\n\r\n");
                Rig rig = Rig.plain(task, "cors", APP)) {
            assertThat(rig.client().ask("OPTIONS /", "Origin: " + APP).head())
                    .contains("Allow: GET");
        }
    }

    @Test
    void withoutTheLabelPreflightsAndVaryPassThroughUntouched() {
        String fields =
                String.join(
                        "\r\n",
                        "Vary: Origin",
                        "Access-Control-Allow-Origin: https://x.example",
                        "Access-Control-Allow-Methods: GET, PUT");
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + fields + "\r\n\r\n";
        try (StandIn task = new StandIn(_ -> answer);
                Rig rig = Rig.plain(task)) {
            String head =
                    rig.client()
                            .ask(
                                    "OPTIONS /api",
                                    "Origin: https://x.example",
                                    "Access-Control-Request-Method: PUT")
                            .head();

            assertThat(head).startsWith("HTTP/1.1 200 ");
            assertThat(cors(head))
                    .containsExactly(
                            "vary: origin",
                            "access-control-allow-origin: https://x.example",
                            "access-control-allow-methods: get, put");
            assertThat(task.lines())
                    .contains("Origin: https://x.example", "Access-Control-Request-Method: PUT");
        }
    }

    private static String allow(String origin) {
        return "access-control-allow-origin: " + origin;
    }

    private static List<String> cors(String head) {
        return head.toLowerCase(Locale.ROOT)
                .lines()
                .filter(line -> line.startsWith("access-control") || line.startsWith("vary"))
                .toList();
    }
}
