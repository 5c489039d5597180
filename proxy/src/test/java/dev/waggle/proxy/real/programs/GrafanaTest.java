package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Grafana, a stand-in with its login (a POST that is answered with a redirect and cookies) and the
 * WebSocket of Grafana Live. The WebSocket's client is Python's {@code websockets}.
 */
@Tag("real")
class GrafanaTest {
    private static final String LOGIN = "{\"user\": \"admin\", \"password\": \"honey\"}";

    @AutoClose private static final Lab LAB = new Lab();

    @BeforeAll
    static void start() {
        LAB.serves(Service.exposed("grafana", LAB.python("grafana.py"))).startWaggle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void logsInWithARedirectAndTwoCookies(String version) {
        Answer answer =
                LAB.curl(version, "--header", "Content-Type: application/json")
                        .ask("--data", LOGIN, "https://grafana.example.test/login");
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.field("Location")).isEqualTo("/");
        assertThat(answer.all("Set-Cookie"))
                .containsExactly(
                        "grafana_session=5f2a; Path=/; HttpOnly; SameSite=Lax",
                        "grafana_session_expiry=1795290000; Path=/; SameSite=Lax");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void showsAPageToWhoeverLoggedIn(String version) {
        String jar = LAB.folder().resolve("cookies").toString();
        Answer answer =
                LAB.curl(version, "--cookie-jar", jar, "--cookie", jar, "--location")
                        .ask("--data", LOGIN, "https://grafana.example.test/login");
        assertThat(answer.body()).contains("HTTP/").contains("view ");
    }

    @Test
    void isAskedAgainForEachView() {
        Curl browser = LAB.curl("--cookie", "grafana_session=5f2a");
        Answer one = browser.ask("https://grafana.example.test/");
        Answer another = browser.ask("https://grafana.example.test/");
        assertThat(one.body()).startsWith("view ").isNotEqualTo(another.body());
        assertThat(one.field("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void talksOverItsWebSocketBothWays() {
        Command live =
                Command.of(
                        Lab.PYTHON,
                        Lab.script("live.py").toString(),
                        "grafana.example.test",
                        Integer.toString(LAB.waggle().httpsPort()),
                        LAB.waggle().authority().toString(),
                        "grafana_session=5f2a",
                        "127.0.0.1");
        assertThat(live.output()).isEqualTo("same");
    }

    @Test
    void sendsAStrangerWhoWantsAWebSocketToTheLogin() {
        Answer answer =
                LAB.curl("--http1.1", "--header", "Connection: Upgrade")
                        .ask(
                                "--header",
                                "Upgrade: websocket",
                                "--header",
                                "Sec-WebSocket-Version: 13",
                                "--header",
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                                "https://grafana.example.test/api/live/ws");
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.field("Location")).isEqualTo("/login");
    }
}
