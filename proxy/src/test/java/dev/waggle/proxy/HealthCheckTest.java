package dev.waggle.proxy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waggle.proxy.testing.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that say how they are, behind a whole proxy. */
@ExtendWith(LeakCheck.class)
final class HealthCheckTest {
    private static final String HOST = "a.test";

    @TempDir Path folder;
    private final Patient first = new Patient("first");
    private final Patient second = new Patient("second");
    private @Nullable TestEdge edge;

    /** Says its name, and at {@code /health} what the test wants. */
    private static final class Patient implements AutoCloseable {
        private final HttpServer server;
        private volatile int health = 200;
        private volatile String asked = "";

        Patient(String name) {
            try {
                server =
                        HttpServer.create(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> answer(exchange, 200, name));
            server.createContext("/health", this::tellHealth);
            server.start();
        }

        private void tellHealth(HttpExchange exchange) throws IOException {
            asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            answer(exchange, health, "health");
        }

        private static void answer(HttpExchange exchange, int status, String text)
                throws IOException {
            try (exchange) {
                byte[] body = text.getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        }

        String authority() {
            return "127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private void start() {
        edge =
                TestEdge.in(folder)
                        .start(
                                new Stack()
                                        .service(
                                                "it",
                                                first.authority() + "," + second.authority(),
                                                "host",
                                                HOST,
                                                "tls",
                                                "off",
                                                "health-path",
                                                "/health?q=1",
                                                "health-interval",
                                                "500ms",
                                                "health-status",
                                                "200"));
    }

    @AfterEach
    void stop() {
        edge().close();
        first.close();
        second.close();
    }

    private TestEdge edge() {
        return requireNonNull(edge);
    }

    private boolean shows(Patient patient, String state, String reason) {
        return edge().ask("/api/routes")
                .replaceAll("\\s", "")
                .contains(
                        "\"address\":\""
                                + patient.authority()
                                + "\",\"task\":\"it/"
                                + patient.authority()
                                + "\",\"node\":\"\",\"state\":\""
                                + state
                                + "\",\"reason\":\""
                                + reason
                                + "\"");
    }

    private String ask() {
        try (RawClient client = edge().plain()) {
            return client.get(HOST, "/").text();
        }
    }

    @Test
    void aTaskThatIsNotWellFromTheStartGetsNoRequest() {
        first.health = 503;
        start();
        Eventually.is(() -> shows(first, "probing", "status-503"));
        Eventually.is(() -> shows(second, "up", ""));
        for (int i = 0; i < 6; i++) {
            assertThat(ask()).isEqualTo("second");
        }
        assertThat(first.asked).isEqualTo("GET /health?q=1");
        first.health = 200;
        Eventually.is(() -> shows(first, "up", ""));
        Eventually.is(() -> ask().equals("first"));
    }

    @Test
    void aTaskThatGetsUnwellIsTakenOutAndComesBack() {
        start();
        Eventually.is(() -> shows(first, "up", "") && shows(second, "up", ""));
        second.health = 500;
        Eventually.is(() -> shows(second, "ejected", "status-500"));
        for (int i = 0; i < 6; i++) {
            assertThat(ask()).isEqualTo("first");
        }
        assertThat(edge().metric("waggle_ejections_total{cause=\"unhealthy\"}")).isEqualTo(1);
        assertThat(edge().metric("waggle_endpoints{state=\"ejected\"}")).isEqualTo(1);
        second.health = 200;
        Eventually.is(() -> shows(second, "up", ""));
        Eventually.is(() -> ask().equals("second"));
    }

    @Test
    void whenNoneIsWellOneThatAnswersIsBetterThanNone() {
        start();
        Eventually.is(() -> shows(first, "up", "") && shows(second, "up", ""));
        first.health = 500;
        second.health = 500;
        Eventually.is(() ->
                shows(first, "ejected", "status-500") && shows(second, "ejected", "status-500"));
        assertThat(ask()).isIn("first", "second");
    }
}
