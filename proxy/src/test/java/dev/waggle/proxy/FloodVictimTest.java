package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.real.programs.Waggle;
import dev.waggle.proxy.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A client beside a flood, on the same event loop, loses nothing and waits hardly longer, and the
 * proxy takes hardly more memory.
 *
 * <p>The proxy is a process of its own, and so are the attackers, who come last for the processors.
 * As they still need some, and the proxy needs some for them, the client is watched three times:
 * when nobody attacks, while another proxy on the machine is attacked, which is the machine's part,
 * and while its own is.
 */
@Tag("real")
final class FloodVictimTest {
    private static final int REQUESTS = 1000;
    private static final int WARM_UP = 2000;
    private static final int WAVES = 2;

    /** Up to 36 ms were seen where builds shared two cores with this test. */
    private static final Duration BY_CHANCE = Duration.ofMillis(50);

    /**
     * Here the proxy has work, too: a connection may send and reset {@link Attack#RESETS} requests
     * in one piece before it is cut, and each of them goes to a task. Up to 137 ms were seen where
     * builds shared two cores with this test.
     */
    private static final Duration BEHIND_RESETS = Duration.ofMillis(250);

    private static final Set<String> OF_RESETS = Set.of("rapid reset", "made you reset");
    private static final long MOST_GROWTH = 64L << 20;
    private static final long MOST_BUFFERS = 384L << 20;
    private static final int LOOKS = 5;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Pattern BUFFERS =
            Pattern.compile("(?m)^waggle_overload_share\\{resource=\"buffers\"} (\\S+)$");
    private static final Pattern OBJECTS = Pattern.compile("(?m)^Total +\\d+ +(\\d+)$");
    private static final String COLUMNS =
            String.format(
                    "%-38s | %9s | %12s | %12s | %12s | %10s",
                    "flood", "waves", "p99 quiet", "p99 nearby", "p99 beside", "memory");

    @TempDir static Path folder;
    private static final Queue<String> ROWS = new ConcurrentLinkedQueue<>();
    private static TestTask task;
    private static Proxy attacked;
    private static Proxy other;
    private static AttackersProcess attackers;
    private static long usualBytes;

    /** A proxy, and how it is reached. */
    private record Proxy(Waggle waggle, Target target) {
        static Proxy start(String name) throws IOException {
            Path home = Files.createDirectory(folder.resolve(name));
            int httpPort = FreePort.next();
            Waggle waggle =
                    Waggle.serve(
                            home,
                            Files.writeString(home.resolve("stack.yml"), Target.stack(task).yaml()),
                            List.of(),
                            List.of(),
                            keys(httpPort));
            Path authority = home.resolve("state/local-ca.crt");
            return new Proxy(waggle, new Target(httpPort, waggle.httpsPort(), authority));
        }

        /** Times are short, so that a flood of what is slow has several waves in a few seconds. */
        private static Map<String, String> keys(int httpPort) {
            return Map.of(
                    "http-port",
                    Integer.toString(httpPort),
                    "event-loops",
                    "1",
                    "limits-connections-per-address",
                    Integer.toString(Attack.SLOW),
                    "limits-requests-per-connection",
                    "1000000",
                    "timeouts-head",
                    "1s",
                    "timeouts-handshake",
                    "3s",
                    "progress-body-time",
                    "1s",
                    "progress-body-grace",
                    "0s",
                    "progress-response-time",
                    "1s");
        }

        Bystander bystander() throws IOException {
            return new Bystander(target.http2(), Target.TASK);
        }

        /** What its objects take once those are gone that nobody needs, and its buffers. */
        long bytes() {
            String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
            String pid = Long.toString(waggle.program().pid());
            String objects = Command.of(jcmd, pid, "GC.class_histogram").output();
            return (long) number(OBJECTS, objects) + mostBuffers();
        }

        private long mostBuffers() {
            double most = 0;
            for (int i = 0; i < LOOKS; i++) {
                most = Math.max(most, number(BUFFERS, waggle.admin("/metrics")));
                LockSupport.parkNanos(LOOK_NANOS);
            }
            return (long) (most * MOST_BUFFERS);
        }

        private static double number(Pattern pattern, String text) {
            Matcher found = pattern.matcher(text);
            assertThat(found.find()).as(text).isTrue();
            return Double.parseDouble(found.group(1));
        }
    }

    @BeforeAll
    static void start() throws IOException {
        task = TestTask.named(Target.TASK);
        attacked = Proxy.start("attacked");
        other = Proxy.start("other");
        attackers = AttackersProcess.start();
        awaitFirstAttack();
        for (Proxy proxy : List.of(other, attacked)) {
            try (Bystander client = proxy.bystander()) {
                client.awaitServed(WARM_UP);
                usualBytes = proxy.bytes();
            }
        }
    }

    /** The attackers need longer than the proxies for what they do first. */
    private static void awaitFirstAttack() {
        attackers.begin(Attack.HANDSHAKES, other.target());
        Eventually.isWithin(AttackersProcess.LONGEST, () -> attackers.waves() > 0);
        attackers.end();
    }

    @AfterAll
    static void stop(TestReporter reporter) {
        reporter.publishEntry("floods", COLUMNS + "\n" + String.join("\n", ROWS));
        attackers.close();
        attacked.waggle().close();
        other.waggle().close();
        task.close();
    }

    static Stream<Attack> attacks() {
        return Attack.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void whoIsBesideAFloodWaitsHardlyLonger(Attack attack) throws Exception {
        try (Bystander client = attacked.bystander()) {
            Duration quiet = p99(client, () -> true);
            Duration nearby = besideAttackOn(other, attack, client);
            attackers.end();
            Duration beside = besideAttackOn(attacked, attack, client);
            long growth = attacked.bytes() - usualBytes;
            int waves = attackers.end();
            String row =
                    String.format(
                            Locale.ROOT,
                            "%-38s | %9d | %9.1f ms | %9.1f ms | %9.1f ms | %+7.1f MB",
                            attack,
                            waves,
                            Siege.millis(quiet),
                            Siege.millis(nearby),
                            Siege.millis(beside),
                            growth / (double) (1 << 20));
            ROWS.add(row);
            Duration calm = quiet.compareTo(nearby) > 0 ? quiet : nearby;
            Siege.requireLittleDifference(
                    row,
                    calm,
                    beside,
                    OF_RESETS.contains(attack.name()) ? BEHIND_RESETS : BY_CHANCE);
            assertThat(growth).as(row).isLessThan(MOST_GROWTH);
        }
    }

    private static Duration besideAttackOn(Proxy proxy, Attack attack, Bystander client) {
        attackers.begin(attack, proxy.target());
        return p99(client, () -> attackers.waves() >= WAVES);
    }

    private static Duration p99(Bystander client, BooleanSupplier enough) {
        client.takeLatencies();
        Eventually.isWithin(
                AttackersProcess.LONGEST,
                () -> client.served() >= REQUESTS && enough.getAsBoolean());
        return client.takeLatencies().p99();
    }
}
