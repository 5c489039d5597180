package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A whole proxy that stops while long streams are open. */
@ExtendWith(LeakCheck.class)
final class StoppingStreamsTest {
    private static final String HOST = "a.test";

    @TempDir Path folder;

    /** Agrees to every WebSocket, and answers everything else with events that do not end. */
    private static final class LongTask implements AutoCloseable {
        private final ServerSocket listener;
        private final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();

        LongTask() throws IOException {
            listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::serve);
        }

        private void serve() {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    accepted.add(socket);
                    Thread.ofVirtual().start(() -> answer(socket));
                }
            } catch (IOException e) {
                // The test is over.
            }
        }

        private static void answer(Socket socket) {
            try {
                String head = head(socket.getInputStream());
                String answer =
                        head.isEmpty()
                                ? ""
                                : head.contains("pgrade: websocket")
                                        ? "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                                + "Connection: Upgrade\r\n\r\n"
                                        : "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                                + "Transfer-Encoding: chunked\r\n\r\n";
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String head(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return "";
                }
                head.append((char) next);
            }
            return head.toString();
        }

        String authority() {
            return "127.0.0.1:" + listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket socket : accepted) {
                socket.close();
            }
        }
    }

    @Test
    void theyEndInOrderAndDoNotHoldItUpForTheWholeDrainTime() throws Exception {
        LongTask task = new LongTask();
        TestEdge edge =
                TestEdge.in(folder)
                        .with("drain-time", "10m")
                        .start(
                                new Stack()
                                        .service(
                                                "it",
                                                task.authority(),
                                                "host",
                                                HOST,
                                                "tls",
                                                "off"));
        try (task;
                RawClient socket = edge.plain();
                RawClient events = edge.plain()) {
            RawClient.Answer switched =
                    socket.send(
                                    "GET /ws HTTP/1.1\r\nHost: "
                                            + HOST
                                            + "\r\nUpgrade: websocket\r\n"
                                            + "Connection: Upgrade\r\n\r\n")
                            .answerWithoutBody();
            assertThat(switched.status()).isEqualTo(101);
            events.send("GET /events HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
            assertThat(events.answerWithoutBody().status()).isEqualTo(200);

            Thread stop = Thread.ofVirtual().start(edge::close);

            assertThat(socket.socket().getInputStream().readNBytes(4))
                    .containsExactly(0x88, 2, 0x03, 0xF4);
            assertThat(socket.isEnded()).isTrue();
            assertThat(events.socket().getInputStream().readNBytes(5))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("0\r\n\r\n");
            assertThat(stop.join(Duration.ofMinutes(1))).isTrue();
        }
    }
}
