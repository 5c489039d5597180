package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.http2.FrameClient;
import dev.waggle.proxy.testing.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that send much of what costs them nothing, or next to nothing for long, are cut, and one
 * beside them on the same event loop loses nothing.
 */
@ExtendWith(LeakCheck.class)
final class FloodsTest {
    private static final int IDLE_FRAMES = 100;
    private static final int RESETS = 20;
    private static final int OF_ADDRESS = 20;
    private static final int PRIORITY = 2;
    private static final int UNKNOWN = 0xEE;
    private static final int PADDED = 8;
    private static final String OPEN = "waggle_connections_open{listener=\"http\"}";
    private static final String FLOODS = "waggle_refused_total{reason=\"http2-flood\"}";

    @TempDir Path folder;
    private final List<AutoCloseable> attackers = new ArrayList<>();
    private TestTask task;
    private TestEdge edge;

    @BeforeEach
    void prepare() {
        task = TestTask.named("task");
        edge =
                TestEdge.in(folder)
                        .with("self-signed", "true")
                        .with("event-loops", "1")
                        .with("limits-http2-idle-frames", "" + IDLE_FRAMES)
                        .with("limits-http2-resets", "" + RESETS);
    }

    private void start(String... keys) {
        for (int i = 0; i < keys.length; i += 2) {
            edge.with(keys[i], keys[i + 1]);
        }
        edge.start(
                new Stack()
                        .service("blog", task, "host", "blog.example")
                        .service("plain", task, "host", "plain.test", "tls", "off"));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable attacker : attackers) {
            attacker.close();
        }
        edge.close();
        task.close();
    }

    private Bystander bystander() throws IOException {
        return new Bystander(http2(), "task");
    }

    private FrameClient http2() throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        TestPems.trusting(edge.localAuthority())
                                .getSocketFactory()
                                .createSocket("127.0.0.1", edge.edge().httpsPort());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("blog.example")));
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new FrameClient(socket);
    }

    // ---- frames ----

    /**
     * What a client sends again and again.
     *
     * @param allowed how often it may; a client that only seems to attack is served on
     * @param cut after how often its connection ends at the latest
     */
    record Flood(String name, int allowed, int cut, Step step) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Step {
        /**
         * Once more; stream 1 is there and has ended.
         *
         * @param stream a fresh one, 3 at first
         */
        void send(FrameClient client, int stream) throws IOException;
    }

    private static Flood idle(String name, Step step) {
        return new Flood(name, IDLE_FRAMES / 2, 2 * IDLE_FRAMES, step);
    }

    private static Flood resets(String name, Step step) {
        return new Flood(name, RESETS / 2, RESETS + 1, step);
    }

    static Stream<Flood> floods() {
        return Stream.of(
                // CVE-2023-44487
                resets(
                        "rapid reset",
                        (client, stream) -> {
                            client.get(stream, "/slow");
                            client.reset(stream);
                        }),
                // CVE-2025-55163
                resets(
                        "made you reset",
                        (client, stream) -> {
                            client.get(stream, "/slow");
                            client.window(stream, 0);
                        }),
                resets(
                        "empty HEADERS",
                        (client, stream) ->
                                client.send(
                                        FrameClient.HEADERS,
                                        FrameClient.END_HEADERS | FrameClient.END_STREAM,
                                        stream,
                                        new byte[0])),
                // CVE-2019-9518
                new Flood(
                        "empty DATA",
                        2,
                        4,
                        (client, stream) -> {
                            open(client, stream);
                            client.data(3, false, new byte[0]);
                        }),
                new Flood(
                        "DATA of padding alone",
                        2,
                        4,
                        (client, stream) -> {
                            open(client, stream);
                            client.send(FrameClient.DATA, PADDED, 3, new byte[] {3, 0, 0, 0});
                        }),
                // CVE-2026-33871
                new Flood(
                        "empty CONTINUATION",
                        0,
                        20,
                        (client, stream) ->
                                client.send(
                                        stream == 3
                                                ? FrameClient.HEADERS
                                                : FrameClient.CONTINUATION,
                                        0,
                                        3,
                                        new byte[0])),
                // CVE-2019-9515
                idle(
                        "SETTINGS",
                        (client, stream) -> client.send(FrameClient.SETTINGS, 0, 0, new byte[0])),
                // CVE-2019-9512
                idle("PING", (client, stream) -> client.send(FrameClient.PING, 0, 0, new byte[8])),
                // CVE-2019-9513
                idle(
                        "PRIORITY",
                        (client, stream) ->
                                client.send(PRIORITY, 0, stream, new byte[] {0, 0, 0, 1, 5})),
                idle("WINDOW_UPDATE", (client, stream) -> client.window(0, 1)),
                idle(
                        "WINDOW_UPDATE of a stream that ended",
                        (client, stream) -> client.window(1, 1)),
                idle("RST_STREAM of a stream that ended", (client, stream) -> client.reset(1)),
                idle(
                        "frames of an unknown type",
                        (client, stream) -> client.send(UNKNOWN, 0, stream, new byte[8])));
    }

    private static void open(FrameClient client, int stream) throws IOException {
        if (stream == 3) {
            client.request(3, "POST", "/echo", false, "content-length", "10");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void aFloodOfFramesIsCutAfterABoundedNumberOfThem(Flood flood) throws Exception {
        start();
        try (Bystander bystander = bystander();
                FrameClient attacker = http2()) {
            attacker.get(1, "/");
            assertThat(attacker.body(1)).isEqualTo("task");
            for (int i = 0; i < flood.allowed(); i++) {
                flood.step().send(attacker, 3 + 2 * i);
            }
            if (flood.allowed() > 0) {
                attacker.settle();
            }
            sendRest(flood, attacker);
            attacker.awaitClose();
            assertThat(edge.metric(FLOODS)).isEqualTo(1);
            bystander.isServedOn();
        }
    }

    private static void sendRest(Flood flood, FrameClient attacker) {
        try {
            for (int i = flood.allowed(); i < flood.cut(); i++) {
                flood.step().send(attacker, 3 + 2 * i);
            }
        } catch (IOException e) {
            // It is cut already, and awaitClose() finds that out.
        }
    }

    // ---- slow ones, and many ----

    private RawClient plain(String from, String first) {
        RawClient client = RawClient.plainFrom(from, edge.edge().httpPort()).send(first);
        attackers.add(client);
        return client;
    }

    private static final int SLOW = 30;

    @Test
    void slowHeadsEachEndInTheirTime() throws Exception {
        start("timeouts-head", "2s");
        assertRefusedAsSlow("GET / HTTP/1.1\r\nHost: plain.test\r\nX-Never: e");
    }

    @Test
    void slowBodiesEachEndInTheirTime() throws Exception {
        start("progress-body-time", "1s", "progress-body-grace", "0s");
        assertRefusedAsSlow(
                "POST / HTTP/1.1\r\nHost: plain.test\r\nContent-Length: 900000\r\n\r\nx");
    }

    private void assertRefusedAsSlow(String beginning) throws Exception {
        try (Bystander bystander = bystander()) {
            List<RawClient> slow = new ArrayList<>();
            for (int i = 0; i < SLOW; i++) {
                slow.add(plain("127.0.0.2", beginning));
            }
            for (RawClient client : slow) {
                assertThat(client.answer().status()).isEqualTo(408);
                assertThat(client.isEnded()).isTrue();
            }
            bystander.isServedOn();
        }
    }

    @Test
    void slowReadersAreCutAndGiveBackWhatTheyHeld() throws Exception {
        start("progress-response-time", "1s");
        try (Bystander bystander = bystander()) {
            for (int i = 0; i < SLOW; i++) {
                askAndNeverRead();
            }
            Eventually.is(() -> edge.metric(OPEN) > 0);
            Eventually.is(() -> edge.metric(OPEN) == 0);
            bystander.isServedOn();
        }
    }

    private void askAndNeverRead() throws IOException {
        Socket socket = new Socket();
        attackers.add(socket);
        socket.setReceiveBufferSize(4 * 1024);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.edge().httpPort()));
        String ask = "GET /big HTTP/1.1\r\nHost: plain.test\r\n\r\n";
        socket.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void connectionsOfOneAddressHaveABoundWhateverItSends() throws Exception {
        start("limits-connections-per-address", "" + OF_ADDRESS);
        try (Bystander bystander = bystander()) {
            List<RawClient> flood = new ArrayList<>();
            for (int i = 0; i < 10 * OF_ADDRESS; i++) {
                flood.add(plain("127.0.0.2", ""));
            }
            for (RawClient refused : flood.subList(OF_ADDRESS, flood.size())) {
                assertThat(refused.isEnded()).isTrue();
            }
            assertThat(edge.metric(OPEN)).isEqualTo(OF_ADDRESS);
            assertThat(edge.metric("waggle_refused_total{reason=\"too-many-of-address\"}"))
                    .isEqualTo(9 * OF_ADDRESS);
            bystander.isServedOn();
        }
    }
}
