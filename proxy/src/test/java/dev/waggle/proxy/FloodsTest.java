package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.http2.FrameClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that send much of what costs them nothing, or next to nothing for long, are cut after a
 * bounded number or time of it, and counted. What that means to others is a matter of {@link
 * FloodVictimTest}.
 */
final class FloodsTest {
    private static final String OPEN_TLS = "waggle_connections_open{listener=\"https\"}";
    private static final String ACCEPTED_TLS = "waggle_connections_total{listener=\"https\"}";
    private static final String SHAKEN = "waggle_tls_handshakes_total{result=\"ok\"}";
    private static final String OPEN = "waggle_connections_open{listener=\"http\"}";
    private static final String ACCEPTED = "waggle_connections_total{listener=\"http\"}";
    private static final String OF_ONE = "waggle_refused_total{reason=\"too-many-of-address\"}";
    private static final Queue<String> ROWS = new ConcurrentLinkedQueue<>();

    @TempDir Path folder;
    private TestTask task;
    private TestEdge edge;

    @BeforeEach
    void prepare() {
        task = TestTask.named(Target.TASK);
        edge = TestEdge.in(folder).with("self-signed", "true").with("event-loops", "1");
    }

    private Target start(String... keys) {
        for (int i = 0; i < keys.length; i += 2) {
            edge.with(keys[i], keys[i + 1]);
        }
        edge.start(Target.stack(task));
        return Target.of(edge);
    }

    @AfterEach
    void stop() {
        edge.close();
        task.close();
    }

    @AfterAll
    static void report(TestReporter reporter) {
        reporter.publishEntry("floods of frames, and where they end", String.join("\n", ROWS));
    }

    // ---- frames ----

    static Stream<FrameFlood> floods() {
        return FrameFlood.all(Attack.IDLE_FRAMES, Attack.RESETS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void aFloodOfFramesIsCutAfterABoundedNumberOfThem(FrameFlood flood) throws Exception {
        Target target = start();
        int cut = firstThatIsTooMuch(flood, target);
        ROWS.add(flood.name() + ": " + cut);
        assertThat(cut).isGreaterThan(flood.allowed()).isLessThanOrEqualTo(flood.most());
        String counter = "waggle_refused_total{reason=\"" + flood.reason() + "\"}";
        double counted = edge.metric(counter);
        Attack.of(flood).wave().run(target);
        assertThat(edge.metric(counter)).isEqualTo(counted + 1);
    }

    /** By trying with a connection for each number: whoever sends one less is served. */
    private static int firstThatIsTooMuch(FrameFlood flood, Target target) throws IOException {
        int served = flood.allowed();
        int cut = flood.most();
        assertThat(isCutAfter(flood, served, target)).isFalse();
        assertThat(isCutAfter(flood, cut, target)).isTrue();
        while (cut - served > 1) {
            int between = (served + cut) / 2;
            if (isCutAfter(flood, between, target)) {
                cut = between;
            } else {
                served = between;
            }
        }
        return cut;
    }

    private static boolean isCutAfter(FrameFlood flood, int times, Target target)
            throws IOException {
        try (FrameClient attacker = target.served()) {
            return flood.isCutAfter(times, attacker);
        }
    }

    @Test
    void aTableOfFieldsThatIsThrashedIsKept() throws Exception {
        Attack.TABLE_THRASH.wave().run(start());
        assertThat(task.heads()).hasSize(Attack.HEADS);
    }

    @Test
    void aHeadThatUnpacksToVeryMuchReachesNoTask() throws Exception {
        Attack.BOMB.wave().run(start());
        assertThat(task.heads()).hasSize(1);
    }

    @Test
    void windowsThatNeverOpenEndTheirStreamsInTime() throws Exception {
        Attack.SHUT_WINDOWS.wave().run(start("progress-response-time", "500ms"));
    }

    @Test
    void windowsThatOpenByAByteEndTheirStreamsInTime() throws Exception {
        Attack.TINY_WINDOWS.wave().run(start("progress-response-time", "500ms"));
    }

    // ---- connections ----

    @Test
    void slowHeadsEachEndInTheirTime() throws Exception {
        Attack.SLOW_HEADS.wave().run(start("timeouts-head", "500ms"));
        assertThat(edge.metric(ACCEPTED)).isEqualTo(Attack.SLOW);
    }

    @Test
    void slowBodiesEachEndInTheirTime() throws Exception {
        Attack.SLOW_BODIES
                .wave()
                .run(start("progress-body-time", "500ms", "progress-body-grace", "0s"));
        assertThat(edge.metric(ACCEPTED)).isEqualTo(Attack.SLOW);
    }

    @Test
    void slowReadersAreCut() throws Exception {
        Attack.SLOW_READERS.wave().run(start("progress-response-time", "500ms"));
        assertThat(edge.metric(ACCEPTED)).isEqualTo(Attack.READERS);
        Eventually.is(() -> edge.metric(OPEN) == 0);
    }

    @Test
    void connectionsOfOneAddressHaveABound() throws Exception {
        Attack.CONNECTIONS.wave().run(start("limits-connections-per-address", "" + Attack.SLOW));
        assertThat(edge.metric(OF_ONE)).isEqualTo(Attack.SLOW);
    }

    @Test
    void handshakesThatNeverGoOnEndInTheirTime() throws Exception {
        Attack.STOPPED_HANDSHAKES.wave().run(start("timeouts-handshake", "500ms"));
        assertThat(edge.metric(ACCEPTED_TLS)).isEqualTo(Attack.SLOW);
        assertThat(edge.metric(SHAKEN)).isZero();
        Eventually.is(() -> edge.metric(OPEN_TLS) == 0);
    }

    @Test
    void handshakesOneAfterTheOtherAreEachAnswered() throws Exception {
        Attack.HANDSHAKES.wave().run(start());
        assertThat(edge.metric(ACCEPTED_TLS)).isEqualTo(Attack.HELLOS);
        Eventually.is(() -> edge.metric(OPEN_TLS) == 0);
    }
}
