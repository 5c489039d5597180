package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.http2.FrameClient;
import dev.waggle.proxy.testing.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that send much of what costs them nothing, or next to nothing for long, are cut, and one
 * beside them on the same event loop loses nothing, waits hardly longer, and finds memory enough.
 */
@ExtendWith(LeakCheck.class)
final class FloodsTest {
    // What configuration has by default.
    private static final int IDLE_FRAMES = 1000;
    private static final int RESETS = 200;

    private static final int OF_ADDRESS = 50;
    private static final int WAVES = 200;
    private static final int SLOW = 100;
    private static final int READERS = 30;
    private static final int HEADS = 50;
    private static final int FIELDS_OF_A_BOMB = 5000;
    private static final int WINDOW_SETTING = 4;
    private static final int ANSWERS_AT_ONCE = 20;

    /** More of them would be a flood of its own, once the streams have been reset. */
    private static final int MOST_ROUNDS = 150;

    private static final String OPEN_TLS = "waggle_connections_open{listener=\"https\"}";
    private static final String ACCEPTED_TLS = "waggle_connections_total{listener=\"https\"}";
    private static final String OPEN = "waggle_connections_open{listener=\"http\"}";
    private static final String OF_ONE = "waggle_refused_total{reason=\"too-many-of-address\"}";
    private static final Queue<String> ROWS = new ConcurrentLinkedQueue<>();

    @TempDir Path folder;
    private final List<AutoCloseable> attackers = new ArrayList<>();
    private TestTask task;
    private TestEdge edge;

    @BeforeEach
    void prepare() {
        task = TestTask.named("task");
        edge = TestEdge.in(folder).with("self-signed", "true").with("event-loops", "1");
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

    @AfterAll
    static void report(TestReporter reporter) {
        reporter.publishEntry("floods", Siege.COLUMNS + "\n" + String.join("\n", ROWS));
    }

    private Bystander bystander() throws IOException {
        return new Bystander(http2(), "task");
    }

    /**
     * @param settings of the client, pairs of an identifier and a value
     */
    private FrameClient http2(int... settings) throws IOException {
        return new FrameClient(edge.http2Socket("blog.example"), settings);
    }

    // ---- frames ----

    static Stream<FrameFlood> floods() {
        return FrameFlood.all(IDLE_FRAMES, RESETS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void aFloodOfFramesIsCutAfterABoundedNumberOfThem(FrameFlood flood) throws Exception {
        start();
        try (Bystander bystander = bystander()) {
            Siege siege = Siege.of(bystander);
            int cut = firstThatIsTooMuch(flood);
            String counter = "waggle_refused_total{reason=\"" + flood.reason() + "\"}";
            double counted = edge.metric(counter);
            int attacks = 0;
            for (; siege.goesOn() && attacks < WAVES; attacks++) {
                attack(flood);
            }
            ROWS.add(siege.lifted(flood.name(), cut + " frames"));
            assertThat(edge.metric(counter)).isEqualTo(counted + attacks);
            assertThat(cut).isGreaterThan(flood.allowed()).isLessThanOrEqualTo(flood.most());
        }
    }

    /** By trying with a connection for each number: whoever sends one less is served. */
    private int firstThatIsTooMuch(FrameFlood flood) throws IOException {
        int served = flood.allowed();
        int cut = flood.most();
        assertThat(isCutAfter(flood, served)).isFalse();
        assertThat(isCutAfter(flood, cut)).isTrue();
        while (cut - served > 1) {
            int between = (served + cut) / 2;
            if (isCutAfter(flood, between)) {
                cut = between;
            } else {
                served = between;
            }
        }
        return cut;
    }

    private boolean isCutAfter(FrameFlood flood, int times) throws IOException {
        try (FrameClient attacker = served()) {
            return flood.isCutAfter(times, attacker);
        }
    }

    private FrameClient served() throws IOException {
        FrameClient attacker = http2();
        attacker.get(1, "/");
        assertThat(attacker.body(1)).isEqualTo("task");
        return attacker;
    }

    private void attack(FrameFlood flood) throws IOException {
        try (FrameClient attacker = served()) {
            try {
                flood.send(attacker, flood.most());
            } catch (IOException e) {
                // It is cut already, and awaitClose() finds that out.
            }
            attacker.awaitClose();
        }
    }

    /** Every field of every head drives the one before it out of the table. */
    @Test
    void aTableOfFieldsThatIsThrashedCostsOthersNothing() throws Exception {
        start();
        String[] fields = new String[16];
        Arrays.fill(fields, "y".repeat(1000));
        try (Bystander bystander = bystander()) {
            Siege siege = Siege.of(bystander);
            int heads = 0;
            while (siege.goesOn()) {
                try (FrameClient attacker = http2()) {
                    for (int i = 0; i < HEADS; i++, heads++) {
                        for (int field = 0; field < fields.length; field += 2) {
                            fields[field] = "x-" + i + "-" + field;
                        }
                        sendIndexed(attacker, 1 + 2 * i, fields);
                        assertThat(attacker.body(1 + 2 * i)).isEqualTo("task");
                    }
                }
            }
            ROWS.add(siege.lifted("HPACK table thrash", "never: " + heads + " served"));
        }
    }

    /** One large field, then a byte for each of thousands of copies of it. */
    @Test
    void aHeadThatUnpacksToVeryMuchIsRefused() throws Exception {
        start();
        byte[] references = new byte[FIELDS_OF_A_BOMB];
        Arrays.fill(references, (byte) (0x80 | 62));
        try (Bystander bystander = bystander()) {
            Siege siege = Siege.of(bystander);
            int bombs = 0;
            while (siege.goesOn()) {
                try (FrameClient attacker = http2()) {
                    sendIndexed(attacker, 1, "x-large", "y".repeat(3900));
                    assertThat(attacker.body(1)).isEqualTo("task");
                    for (int i = 1; i <= HEADS; i++, bombs++) {
                        int stream = 1 + 2 * i;
                        attacker.send(
                                FrameClient.HEADERS,
                                FrameClient.END_HEADERS | FrameClient.END_STREAM,
                                stream,
                                references);
                        assertThat(attacker.isAnswered(stream)).isTrue();
                    }
                }
            }
            ROWS.add(siege.lifted("HPACK bomb", "each refused: " + bombs));
            assertThat(task.heads()).noneMatch(head -> head.length() > 5000);
        }
    }

    /** A request whose further fields go to the table (RFC 7541 section 6.2.1). */
    private static void sendIndexed(FrameClient client, int stream, String... fields)
            throws IOException {
        byte[] block =
                FrameClient.block(
                        ":method",
                        "GET",
                        ":scheme",
                        "https",
                        ":path",
                        "/",
                        ":authority",
                        "blog.example");
        ByteBuffer all = ByteBuffer.allocate(16 * 1024).put(block);
        for (int i = 0; i < fields.length; i += 2) {
            byte[] field = FrameClient.block(fields[i], fields[i + 1]);
            field[0] = 0x40;
            all.put(field);
        }
        client.send(
                FrameClient.HEADERS,
                FrameClient.END_HEADERS | FrameClient.END_STREAM,
                stream,
                Arrays.copyOf(all.array(), all.position()));
    }

    @Test
    void windowsThatNeverOpenEndTheirStreamsInTime() throws Exception {
        start("progress-response-time", "1s");
        assertReset("window of 0", "1 s, 20 streams", _ -> {});
    }

    @Test
    void windowsThatOpenByAByteEndTheirStreamsInTime() throws Exception {
        start("progress-response-time", "1s");
        assertReset(
                "windows of 1 byte",
                "1 s, 20 streams",
                client -> {
                    for (int i = 0; i < ANSWERS_AT_ONCE; i++) {
                        client.window(1 + 2 * i, 1);
                    }
                });
    }

    /** What a client does that never reads. */
    interface Trickle {
        void next(FrameClient client) throws IOException;
    }

    private void assertReset(String flood, String cut, Trickle trickle) throws Exception {
        try (Bystander bystander = bystander();
                FrameClient attacker = http2(WINDOW_SETTING, 0)) {
            Siege siege = Siege.of(bystander);
            for (int i = 0; i < ANSWERS_AT_ONCE; i++) {
                attacker.get(1 + 2 * i, "/big");
            }
            for (int round = 0; siege.goesOn(); round++) {
                if (round < MOST_ROUNDS) {
                    trickle.next(attacker);
                }
                pause();
            }
            ROWS.add(siege.lifted(flood, cut));
            for (int i = 0; i < ANSWERS_AT_ONCE; i++) {
                int stream = 1 + 2 * i;
                attacker.await(f -> f.stream() == stream && f.type() == FrameClient.RST_STREAM);
            }
        }
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }

    // ---- slow ones ----

    @Test
    void slowHeadsEachEndInTheirTime() throws Exception {
        start("timeouts-head", "2s");
        assertRefusedAsSlow("slow heads", "GET / HTTP/1.1\r\nHost: plain.test\r\nX-Never: e");
    }

    @Test
    void slowBodiesEachEndInTheirTime() throws Exception {
        start("progress-body-time", "2s", "progress-body-grace", "0s");
        assertRefusedAsSlow(
                "slow bodies",
                "POST / HTTP/1.1\r\nHost: plain.test\r\nContent-Length: 900000\r\n\r\nx");
    }

    private void assertRefusedAsSlow(String flood, String beginning) throws Exception {
        try (Bystander bystander = bystander()) {
            Siege siege = Siege.of(bystander);
            List<RawClient> slow = new ArrayList<>();
            for (int i = 0; i < SLOW; i++) {
                slow.add(plain("127.0.0.2", beginning));
            }
            ROWS.add(siege.lifted(flood, "2 s, " + SLOW + " connections"));
            for (RawClient client : slow) {
                assertThat(client.answer().status()).isEqualTo(408);
                assertThat(client.isEnded()).isTrue();
            }
        }
    }

    private RawClient plain(String from, String first) {
        RawClient client = RawClient.plainFrom(from, edge.edge().httpPort()).send(first);
        attackers.add(client);
        return client;
    }

    @Test
    void slowReadersAreCutAndGiveBackWhatTheyHeld() throws Exception {
        start("progress-response-time", "1s");
        try (Bystander bystander = bystander()) {
            Siege siege = Siege.of(bystander);
            for (int i = 0; i < READERS; i++) {
                askAndNeverRead();
            }
            ROWS.add(siege.lifted("slow readers", "1 s, " + READERS + " connections"));
            Eventually.is(() -> edge.metric(OPEN) == 0);
            assertThat(edge.metric("waggle_connections_total{listener=\"http\"}"))
                    .isEqualTo(READERS);
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

    // ---- many ----

    @Test
    void connectionsOfOneAddressHaveABoundWhateverItSends() throws Exception {
        start("limits-connections-per-address", "" + OF_ADDRESS);
        try (Bystander bystander = bystander()) {
            Siege siege = Siege.of(bystander);
            for (int i = 0; i < OF_ADDRESS; i++) {
                plain("127.0.0.2", "");
            }
            Eventually.is(() -> edge.metric(OPEN) == OF_ADDRESS);
            int refused = 0;
            for (; siege.goesOn() || refused < OF_ADDRESS; refused++) {
                try (RawClient one = RawClient.plainFrom("127.0.0.2", edge.edge().httpPort())) {
                    assertThat(one.isEnded()).isTrue();
                }
            }
            ROWS.add(siege.lifted("connections", OF_ADDRESS + " of an address"));
            assertThat(edge.metric(OPEN)).isEqualTo(OF_ADDRESS);
            assertThat(edge.metric(OF_ONE)).isEqualTo(refused);
        }
    }

    @Test
    void handshakesThatNeverGoOnEndInTheirTime() throws Exception {
        start("timeouts-handshake", "2s");
        byte[] hello = helloTo("blog.example");
        try (Bystander bystander = bystander()) {
            Siege siege = Siege.of(bystander);
            for (int i = 0; i < SLOW; i++) {
                RawClient client = RawClient.plainFrom("127.0.0.2", edge.edge().httpsPort());
                attackers.add(client);
                // A third has begun its hello, the others wait for the rest of the handshake.
                client.send(i % 3 == 0 ? Arrays.copyOf(hello, 50) : hello);
            }
            ROWS.add(siege.lifted("handshakes that stop", "2 s, " + SLOW + " connections"));
            Eventually.is(() -> edge.metric(ACCEPTED_TLS) == SLOW + 1);
            Eventually.is(() -> edge.metric(OPEN_TLS) == 1);
            assertThat(edge.metric("waggle_tls_handshakes_total{result=\"ok\"}")).isEqualTo(1);
        }
    }

    /** The first message of a client that names this host. */
    private byte[] helloTo(String host) throws Exception {
        SSLEngine engine = TestPems.trusting(edge.localAuthority()).createSSLEngine(host, 443);
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }

    @Test
    void handshakesOneAfterTheOtherTakeNobodysTurn() throws Exception {
        start();
        byte[] hello = helloTo("blog.example");
        try (Bystander bystander = bystander()) {
            Siege siege = Siege.of(bystander);
            int hellos = 0;
            for (; siege.goesOn() || hellos < SLOW; hellos++) {
                // The proxy signs its answer to each, which costs it most of a handshake.
                try (RawClient client =
                        RawClient.plainFrom("127.0.0.2", edge.edge().httpsPort()).send(hello)) {
                    assertThat(client.socket().getInputStream().read()).isPositive();
                }
            }
            ROWS.add(siege.lifted("handshakes one after the other", "never: " + hellos));
        }
    }
}
