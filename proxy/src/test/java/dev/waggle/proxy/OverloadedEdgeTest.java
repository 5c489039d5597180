package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.config.OverloadLimits;
import dev.waggle.proxy.listener.ConnectionGate;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Where there is too much of something, what hurts least goes, and the rest is served on. */
final class OverloadedEdgeTest {
    private static final int CONNECTIONS = 64;
    private static final int DESCRIPTORS_FOR_CLIENTS = 90;
    private static final int FLOOD = 300;

    /** Where other tests are at work beside this one. */
    private static final Duration BY_CHANCE = Duration.ofMillis(500);

    private static final String SHED = "waggle_overload_shed_total{kind=\"idle\"}";

    @TempDir Path folder;
    private final TestTask task = TestTask.named("task");
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        task.close();
    }

    private Stack stack() {
        return new Stack().service("lamp", task, "host", "lamp.test", "tls", "off");
    }

    @Test
    void idleConnectionsMakeRoomBeforeTheBoundIsReached() throws Exception {
        TestEdge edge =
                TestEdge.in(folder)
                        .with("event-loops", "1")
                        .with("limits-connections", "" + CONNECTIONS)
                        .start(stack());
        open.add(edge);
        RawClient busy = client(edge.edge().httpPort());
        busy.send("GET /slow HTTP/1.1\r\nHost: lamp.test\r\n\r\n");
        task.awaitSlow();
        for (int i = 1; i < CONNECTIONS; i++) {
            client(edge.edge().httpPort());
        }
        Eventually.is(() -> edge.metric(SHED) > 0);
        Eventually.is(() -> edge.metric("waggle_overload_level{resource=\"connections\"}") == 0);
        assertThat(client(edge.edge().httpPort()).get("lamp.test", "/").status()).isEqualTo(200);
        task.letSlowAnswer();
        assertThat(busy.answer().status()).isEqualTo(200);
        assertThat(edge.ask("/health/ready")).contains("\"ready\":true");
    }

    private RawClient client(int port) {
        RawClient client = RawClient.plain(port);
        open.add(client);
        return client;
    }

    @Test
    void nobodyIsLetInWhileThereIsTooMuchOfSomethingElse() {
        ConnectionGate gate = new ConnectionGate(10, 10, _ -> false);
        OverloadLimits limits = new OverloadLimits(1, 1, Duration.ofSeconds(1), 1);
        OverloadWatch watch = new OverloadWatch(() -> limits, gate, List.of());
        gate.overloaded(true);
        EmbeddedChannel refused = new EmbeddedChannel();
        assertThat(gate.enter(refused)).isEqualTo(ConnectionGate.Verdict.OVERLOADED);
        refused.close();
        gate.overloaded(false);
        EmbeddedChannel admitted = new EmbeddedChannel();
        assertThat(gate.enter(admitted)).isEqualTo(ConnectionGate.Verdict.ADMITTED);
        watch.look();
        assertThat(watch.shares()).containsKeys("heap", "buffers", "descriptors", "waiting");
        assertThat(watch.levels()).containsEntry("connections", 2.0);
        assertThat(Stream.concat(watch.readyBut().stream(), watch.notReadyBecause().stream()))
                .contains("overloaded: connections at 9 %");
        admitted.close();
    }

    @Test
    void whoAsksAllTheTimeIsServedWhileAndAfterOthersTakeAllDescriptors(TestReporter reporter)
            throws Exception {
        int usual = usualDescriptors();
        WaggleProcess waggle =
                WaggleProcess.serveWithDescriptors(
                        usual + DESCRIPTORS_FOR_CLIENTS, folder, stack());
        open.add(waggle);
        RawClient victim = client(waggle.httpPort());
        assertServed(victim);
        assertThat(waggle.messages()).doesNotContain("overloaded");
        List<RawClient> flood = new ArrayList<>();
        Latencies quiet = new Latencies();
        Latencies beside = new Latencies();
        for (int i = 0; i < FLOOD; i++) {
            assertServed(victim, quiet);
        }
        for (int i = 0; i < FLOOD; i++) {
            attack(waggle.httpPort(), flood);
            assertServed(victim, beside);
        }
        String row =
                "p99 %.1f ms, and %.1f ms beside them"
                        .formatted(Siege.millis(quiet.p99()), Siege.millis(beside.p99()));
        reporter.publishEntry("descriptors", row);
        Siege.requireLittleDifference(row, quiet.p99(), beside.p99(), BY_CHANCE);
        Eventually.is(() -> {
            assertServed(victim);
            return waggle.messages().contains("overloaded: descriptors")
                    && metric(waggle, SHED) > 0;
        });
        flood.forEach(RawClient::close);
        Eventually.is(() -> isServed(waggle.httpPort()));
        assertServed(victim);
        Eventually.is(() -> waggle.messages().contains("not overloaded any more"));
        assertThat(waggle.ask("/health/ready").status()).isEqualTo(200);
    }

    /** What the same proxy has open without a client, on this machine. */
    private int usualDescriptors() throws IOException {
        try (WaggleProcess waggle = WaggleProcess.serve(folder, stack());
                RawClient client = RawClient.plain(waggle.httpPort())) {
            assertServed(client);
            Path descriptors = Path.of("/proc/" + waggle.process().pid() + "/fd");
            try (Stream<Path> all = Files.list(descriptors)) {
                return (int) all.count();
            }
        }
    }

    private static void assertServed(RawClient client) {
        assertThat(client.get("lamp.test", "/").status()).isEqualTo(200);
    }

    private static void assertServed(RawClient client, Latencies latencies) {
        long start = System.nanoTime();
        assertServed(client);
        latencies.add(System.nanoTime() - start);
    }

    /** Takes a connection and says nothing on it; it may be refused. */
    private void attack(int port, List<RawClient> flood) {
        try {
            flood.add(RawClient.plainFrom("127.0.0.2", port));
        } catch (IllegalStateException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class);
        }
    }

    private static boolean isServed(int port) {
        try (RawClient client = RawClient.plain(port)) {
            return client.get("lamp.test", "/").status() == 200;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static double metric(WaggleProcess waggle, String name) {
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$")
                        .matcher(waggle.ask("/metrics").text());
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }
}
