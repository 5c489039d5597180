package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.real.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * WebSockets on streams of HTTP/2 (RFC 8441) to a task that speaks them on HTTP/1.1: the client is
 * made of Python's {@code h2} and {@code wsproto}, the task of its {@code websockets}.
 */
@Tag("real")
class WebSocketTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @AutoClose private static final Lab LAB = new Lab();

    @BeforeAll
    static void start() {
        int chat = LAB.python("chat.py");
        LAB.serves(Service.exposed("chat", chat))
                .serves(Service.exposed("modern", chat).with("routing-protocol", "h2c"))
                .serves(Service.exposed("remote", chat).with("routing-protocol", "grpc"))
                .startWaggle();
    }

    @Test
    void messagesOfEverySizeComeBackAsTheyWere() {
        assertThat(client("chat", "/", "talk")).isEqualTo("same, and pong");
    }

    @Test
    void theTaskIsToldTheCloseCodeOfTheClient() {
        assertThat(client("chat", "/", "leave")).isEqualTo("closed 4001 seen enough");
        Eventually.holds(
                "the task has seen the code",
                SOON,
                () -> saidByTheTask().contains("closed 4001 seen enough\n"),
                WebSocketTest::saidByTheTask);
    }

    @Test
    void theClientIsToldTheCloseCodeOfTheTask() {
        assertThat(client("chat", "/", "stay")).isEqualTo("closed 4002 the hive sleeps");
    }

    @Test
    void theClientIsToldThatTheTaskRefuses() {
        assertThat(client("chat", "/refused", "talk")).isEqualTo("status 403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"modern", "remote"})
    void aRouteWhoseTasksSpeakHttp2HasNoWebSockets(String host) {
        assertThat(client(host, "/", "talk")).isEqualTo("status 501");
        Answer answer =
                LAB.curl("--http1.1", "--header", "Connection: Upgrade")
                        .ask(
                                "--header",
                                "Upgrade: websocket",
                                "--header",
                                "Sec-WebSocket-Version: 13",
                                "--header",
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                                "https://" + host + ".example.test/");
        assertThat(answer.status()).isEqualTo(501);
    }

    private static String client(String host, String path, String task) {
        return Command.of(
                        Lab.PYTHON,
                        Lab.script("stream_socket.py").toString(),
                        host + ".example.test",
                        "127.0.0.1",
                        Integer.toString(LAB.waggle().httpsPort()),
                        LAB.waggle().authority().toString(),
                        path,
                        task)
                .output();
    }

    private static String saidByTheTask() {
        try {
            return Files.readString(LAB.folder().resolve("chat.py.out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
