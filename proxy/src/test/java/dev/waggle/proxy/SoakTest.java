package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.waggle.proxy.http2.FrameClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of all kinds, some of which go in the middle, and tasks that reset, stall and lie, for a
 * while: then nothing is left of any of it. Buffers are counted when the class is over, as in every
 * class of this module.
 */
final class SoakTest {
    private static final long SEED = 20_260_601;
    private static final int CLIENTS = 12;
    private static final int FEWEST_ANSWERS = 1000;
    private static final Pattern ANSWERED_WELL =
            Pattern.compile("(?m)^waggle_requests_total\\{.*code=\"2xx\".*} (\\S+)$");
    private static final long MOST_HEAP_GROWTH = 16 << 20;
    private static final int FEW_DESCRIPTORS = 16;

    @TempDir Path folder;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean stopped;

    @Test
    @Tag("real")
    void nothingIsLeftAfterTwoMinutes(TestReporter reporter) throws Exception {
        soak(Duration.ofMinutes(2), reporter);
    }

    @Test
    @Tag("long")
    void nothingIsLeftAfterTenMinutes(TestReporter reporter) throws Exception {
        soak(Duration.ofMinutes(10), reporter);
    }

    private void soak(Duration time, TestReporter reporter) throws Exception {
        try (FaultyTask first = FaultyTask.start(SEED);
                FaultyTask second = FaultyTask.start(SEED + 1);
                TestEdge edge = edge()) {
            edge.start(
                    new Stack()
                            .service(
                                    "plain",
                                    both(first, second),
                                    "host",
                                    "plain.test",
                                    "tls",
                                    "off")
                            .service("secure", both(first, second), "host", "blog.example"));
            int deadlines = deadlines(edge);
            play(edge, time.dividedBy(4));
            awaitNothingUnderWay(edge, deadlines);
            Held before = Held.now();
            double answered = answeredWell(edge);
            play(edge, time.multipliedBy(3).dividedBy(4));
            awaitNothingUnderWay(edge, deadlines);
            Held after = Held.now();
            reporter.publishEntry(
                    "soak",
                    "%d requests, %.0f answered with 200; %s, and %s at the end"
                            .formatted(requests.get(), answeredWell(edge), before, after));
            assertThat(answeredWell(edge) - answered).isGreaterThan(FEWEST_ANSWERS);
            assertThat(after.heap()).isLessThan(before.heap() + MOST_HEAP_GROWTH);
            assertThat(after.descriptors()).isLessThan(before.descriptors() + FEW_DESCRIPTORS);
        }
    }

    /** What the process has, with the garbage taken out. */
    private record Held(long heap, long descriptors) {
        static Held now() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return new Held(
                    runtime.totalMemory() - runtime.freeMemory(),
                    ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                            .getOpenFileDescriptorCount());
        }

        @Override
        public String toString() {
            return "%.1f MB of heap, %d descriptors"
                    .formatted(heap / (double) (1 << 20), descriptors);
        }
    }

    private static double answeredWell(TestEdge edge) {
        return ANSWERED_WELL
                .matcher(edge.ask("/metrics"))
                .results()
                .mapToDouble(line -> Double.parseDouble(line.group(1)))
                .sum();
    }

    /** Those that are looked at by all event loops. */
    private static int deadlines(TestEdge edge) {
        return edge.edge().workers().stream()
                .mapToInt(worker ->
                        worker.loop()
                                .submit(() -> worker.deadlines().size())
                                .syncUninterruptibly()
                                .getNow())
                .sum();
    }

    private TestEdge edge() {
        return TestEdge.in(folder)
                .with("self-signed", "true")
                .with("access-log", "off")
                .with("timeouts-response", "300ms")
                .with("timeouts-idle", "300ms")
                .with("limits-http2-resets", "1000000")
                .with("limits-http2-idle-frames", "1000000");
    }

    private static String both(FaultyTask first, FaultyTask second) {
        return first.authority() + "," + second.authority();
    }

    private void play(TestEdge edge, Duration time) throws InterruptedException {
        stopped = false;
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + 10 + i);
            boolean http2 = i % 3 == 0;
            clients.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                while (!stopped) {
                                    visit(edge, random, http2);
                                }
                            }));
        }
        assertThat(new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        stopped = true;
        for (Thread client : clients) {
            client.join();
        }
    }

    /** One connection with some requests, which may end in the middle of one. */
    private void visit(TestEdge edge, RandomGenerator random, boolean http2) {
        try {
            if (http2) {
                visitByHttp2(edge, random);
            } else {
                visitPlain(edge, random);
            }
        } catch (IOException | UncheckedIOException | AssertionError e) {
            // Its task was broken, or it was told so and cut: what counts is what is left of it.
        }
    }

    private void visitPlain(TestEdge edge, RandomGenerator random) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(5_000);
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), edge.edge().httpPort()));
            for (int i = random.nextInt(1, 6); i > 0 && !stopped; i--) {
                requests.incrementAndGet();
                String request = PLAIN.get(random.nextInt(PLAIN.size()));
                boolean whole = random.nextInt(10) > 0;
                int length = whole ? request.length() : random.nextInt(request.length());
                byte[] bytes = request.substring(0, length).getBytes(StandardCharsets.US_ASCII);
                socket.getOutputStream().write(bytes);
                if (!whole || random.nextInt(10) == 0 || socket.getInputStream().read() < 0) {
                    return;
                }
                socket.getInputStream().skip(socket.getInputStream().available());
            }
        }
    }

    private static final List<String> PLAIN =
            List.of(
                    "GET / HTTP/1.1\r\nHost: plain.test\r\n\r\n",
                    "HEAD / HTTP/1.1\r\nHost: plain.test\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: plain.test\r\nContent-Length: 5\r\n\r\nhello",
                    "POST / HTTP/1.1\r\nHost: plain.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "5\r\nhello\r\n0\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: plain.test\r\nContent-Length: 5000\r\n\r\n"
                            + "x".repeat(5000),
                    "GET / HTTP/1.1\r\nHost: plain.test\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: nobody.test\r\n\r\n",
                    "GET / HTTP/1.1\r\nNo Host\r\n\r\n");

    private void visitByHttp2(TestEdge edge, RandomGenerator random) throws IOException {
        try (FrameClient client = new FrameClient(edge.http2Socket("blog.example"))) {
            int streams = random.nextInt(1, 8);
            for (int i = 0; i < streams && !stopped; i++) {
                requests.incrementAndGet();
                int stream = 1 + 2 * i;
                if (random.nextBoolean()) {
                    client.get(stream, "/");
                } else {
                    client.request(stream, "POST", "/", false);
                    client.data(stream, random.nextBoolean(), new byte[100]);
                }
                if (random.nextInt(4) == 0) {
                    client.reset(stream);
                }
            }
            if (random.nextBoolean()) {
                client.settle();
            }
        }
    }

    /** No connection, no claim of a task, no deadline, nobody who waits. */
    private static void awaitNothingUnderWay(TestEdge edge, int deadlines) {
        for (String none :
                List.of(
                        "waggle_connections_open{listener=\"http\"}",
                        "waggle_connections_open{listener=\"https\"}",
                        "waggle_upstream_connections{state=\"in-use\"}",
                        "waggle_upstream_connections{state=\"idle\"}",
                        "waggle_requests_waiting")) {
            // What has another name by now would count as 0.
            assertThat(edge.ask("/metrics")).contains("\n" + none + " ");
            Eventually.is(() -> edge.metric(none) == 0);
        }
        Eventually.is(() -> edge.edge().requestsAtTasks() == 0);
        Eventually.is(() -> deadlines(edge) <= deadlines);
    }
}
