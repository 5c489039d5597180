package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.http2.FrameClient;
import dev.waggle.proxy.real.programs.Waggle;
import dev.waggle.proxy.testing.FreePort;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand WebSockets on which nothing happens, half of them on connections of their own and
 * half on streams of HTTP/2, as browsers open them: a process here may often have no more than
 * 20,000 descriptors, and each WebSocket of the first kind takes two of the proxy's.
 */
@Tag("real")
final class ManyWebSocketsTest {
    private static final String PLAIN = "plain.test";
    private static final String SECURE = "chat.test";
    private static final int OF_CONNECTIONS = 5000;
    private static final int STREAMS = 100;
    private static final int CONNECTIONS_WITH_STREAMS = 50;
    private static final int WARM_UP = 200;
    private static final int OF_AN_ADDRESS = 500;
    private static final int EVERY = 100;
    private static final long HEAP_AND_BUFFERS = (256L + 384L) << 20;
    private static final Pattern OVERLOADED =
            Pattern.compile("(?m)^waggle_overload_level\\{[^}]*} (?!0(\\.0)?$)");

    @TempDir Path folder;
    private final List<Socket> plain = new ArrayList<>();
    private final List<FrameClient> secure = new ArrayList<>();

    @AfterEach
    void leave() throws IOException {
        for (Socket socket : plain) {
            socket.close();
        }
        for (FrameClient client : secure) {
            client.close();
        }
    }

    @Test
    void tenThousandIdleOnesFitIntoTheMemoryOfTheDistribution(TestReporter reporter)
            throws Exception {
        int httpPort = FreePort.next();
        try (WebSocketTask task = new WebSocketTask();
                Waggle waggle = serve(task, httpPort)) {
            SSLContext trust = TestPems.trusting(folder.resolve("state/local-ca.crt"));
            openPlain(httpPort, WARM_UP);
            openStreams(waggle.httpsPort(), trust, 1);
            long few = waggle.program().residentBytes();
            openPlain(httpPort, OF_CONNECTIONS);
            openStreams(waggle.httpsPort(), trust, CONNECTIONS_WITH_STREAMS);
            long many = waggle.program().residentBytes();
            int more = OF_CONNECTIONS - WARM_UP + (CONNECTIONS_WITH_STREAMS - 1) * STREAMS;
            reporter.publishEntry(
                    "idle WebSockets",
                    "%.1f KiB each; the process %d MB with few, %d MB with 10,000"
                            .formatted((many - few) / 1024.0 / more, few >> 20, many >> 20));
            assertEveryPartSpeaks();
            String metrics = waggle.admin("/metrics");
            assertThat(OVERLOADED.matcher(metrics).find()).as(metrics).isFalse();
            assertThat(metrics).doesNotContain("waggle_refused_total{");
            assertThat(many).isLessThan(HEAP_AND_BUFFERS);
        }
    }

    private Waggle serve(WebSocketTask task, int httpPort) throws IOException {
        Stack stack =
                new Stack()
                        .service("plain", task.authority(), "host", PLAIN, "tls", "off")
                        .service("chat", task.authority(), "host", SECURE);
        return Waggle.serve(
                folder,
                Files.writeString(folder.resolve("stack.yml"), stack.yaml()),
                List.of(),
                List.of(),
                Map.of(
                        "http-port",
                        Integer.toString(httpPort),
                        "upstream-max-connections",
                        "16384"));
    }

    /** Until there are so many. */
    private void openPlain(int port, int count) throws IOException {
        while (plain.size() < count) {
            Socket socket = new Socket();
            plain.add(socket);
            int address = 2 + plain.size() / OF_AN_ADDRESS;
            socket.bind(new InetSocketAddress("127.0.0." + address, 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            OutputStream out = socket.getOutputStream();
            out.write(WebSocketTask.request(PLAIN).getBytes(StandardCharsets.US_ASCII));
            assertThat(WebSocketTask.readHead(socket.getInputStream())).startsWith("HTTP/1.1 101 ");
        }
    }

    /** Until there are so many connections, each with as many streams as it may have. */
    private void openStreams(int port, SSLContext trust, int connections) throws IOException {
        while (secure.size() < connections) {
            FrameClient client = new FrameClient(Http2Clients.socket(port, trust, SECURE));
            secure.add(client);
            for (int i = 0; i < STREAMS; i++) {
                client.headers(
                        1 + 2 * i,
                        false,
                        ":method",
                        "CONNECT",
                        ":protocol",
                        "websocket",
                        ":scheme",
                        "https",
                        ":authority",
                        SECURE,
                        ":path",
                        "/",
                        "sec-websocket-version",
                        "13");
            }
            for (int open = 0; open < STREAMS; open++) {
                assertThat(client.await(f -> f.type() == FrameClient.HEADERS).status())
                        .isEqualTo("200");
            }
        }
    }

    private void assertEveryPartSpeaks() throws IOException {
        byte[] said = WebSocketTask.masked(WebSocketTask.TEXT, true, "hello");
        byte[] heard = WebSocketTask.answer(WebSocketTask.TEXT, "hello");
        for (int i = 0; i < plain.size(); i += EVERY) {
            Socket socket = plain.get(i);
            socket.getOutputStream().write(said);
            assertThat(socket.getInputStream().readNBytes(heard.length)).isEqualTo(heard);
        }
        for (FrameClient client : secure) {
            client.data(2 * STREAMS - 1, false, said);
            FrameClient.Frame answer = client.await(f -> f.type() == FrameClient.DATA);
            assertThat(answer.stream()).isEqualTo(2 * STREAMS - 1);
            assertThat(answer.payload()).isEqualTo(heard);
        }
    }
}
