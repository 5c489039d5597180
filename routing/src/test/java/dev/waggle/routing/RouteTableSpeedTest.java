package dev.waggle.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Guards the cost of a match among many hosts. */
@Tag("long")
class RouteTableSpeedTest {
    private static final int HOSTS = 100_000;
    private static final int MATCHES = 2_000_000;
    private static final int ROUNDS = 9;
    private static final double MAX_NANOS = 150;

    /** The processor time of the thread: on a busy machine the clock runs on without it. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Test
    void aMatchAmongAHundredThousandHostsTakesNanoseconds() {
        RouteTable table = tableOfManyHosts();
        byte[][] hosts = someHosts();
        byte[] path = "/api/v2/things/7".getBytes(StandardCharsets.US_ASCII);
        double[] nanos = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            int matched = matchAll(table, hosts, path);
            nanos[round] = (THREADS.getCurrentThreadCpuTime() - start) / (double) MATCHES;
            assertThat(matched).isEqualTo(MATCHES);
        }
        Arrays.sort(nanos); // the least disturbed round counts
        assertThat(nanos[0]).isLessThan(MAX_NANOS);
    }

    private static int matchAll(RouteTable table, byte[][] hosts, byte[] path) {
        int matched = 0;
        for (int i = 0; i < MATCHES; i++) {
            byte[] host = hosts[i & (hosts.length - 1)];
            Match match = table.match(host, 0, host.length, path, 0, path.length);
            matched += match instanceof Match.Matched ? 1 : 0;
        }
        return matched;
    }

    private static RouteTable tableOfManyHosts() {
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < HOSTS; i++) {
            for (String context : List.of("/", "/api", "/api/v2", "/static")) {
                routes.add(route("host-" + i + ".example.org", context));
            }
        }
        return new RouteTable(routes, List.of(), List.of(), List.of());
    }

    /** More than the caches of the processor hold at once. */
    private static byte[][] someHosts() {
        Random random = new Random(1);
        byte[][] hosts = new byte[4096][];
        Arrays.setAll(
                hosts,
                _ ->
                        ("host-" + random.nextInt(HOSTS) + ".example.org")
                                .getBytes(StandardCharsets.US_ASCII));
        return hosts;
    }

    private static Route route(String host, String context) {
        return new Route(
                "web",
                HostPattern.parse(host),
                new PathPrefix(context),
                null,
                0,
                new Upstream("web", List.of(), "there is no task"),
                RouteOptions.DEFAULTS);
    }
}
