package dev.waggle.routing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Finding the route of a request, among few and among many hosts. Asks for another host each time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteMatchBenchmark {
    private static final int ASKED = 1024;
    private static final int CONTEXTS = 16;

    /** In the table. */
    @Param({"1", "1000", "100000"})
    public int hosts;

    private final List<byte[]> exact = new ArrayList<>();
    private final List<byte[]> below = new ArrayList<>();
    private final byte[] path = bytes("/cart/17/items");
    private final byte[] deep = bytes("/level0/level1/level2/level3/item");
    private RouteTable table = RouteTable.EMPTY;
    private int next;

    /** Makes the table. */
    @Setup
    public void fill() {
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < hosts; i++) {
            routes.add(route(host(i), "/"));
            routes.add(route("*." + host(i), "/"));
        }
        for (int i = 0; i < CONTEXTS; i++) {
            routes.add(route(host(0), "/level0/level1/level2/level" + i));
        }
        table = new RouteTable(routes, List.of(), List.of(), List.of());
        for (int i = 0; i < ASKED; i++) {
            String host = host((int) ((long) i * hosts / ASKED));
            exact.add(bytes(host));
            below.add(bytes("www." + host));
        }
    }

    /** A host that stands in the table. */
    @Benchmark
    public Match exactHost() {
        return match(exact.get(next()), path);
    }

    /** A host one label below a wildcard. */
    @Benchmark
    public Match wildcardHost() {
        return match(below.get(next()), path);
    }

    /** The longest of many contexts. */
    @Benchmark
    public Match deepContext() {
        return match(exact.getFirst(), deep);
    }

    private int next() {
        next = (next + 1) % ASKED;
        return next;
    }

    private Match match(byte[] host, byte[] target) {
        return table.match(host, 0, host.length, target, 0, target.length);
    }

    private static String host(int number) {
        return "service" + number + ".apps.example.test";
    }

    private static Route route(String host, String context) {
        return new Route(
                "web",
                HostPattern.parse(host),
                new PathPrefix(context),
                null,
                0,
                new Upstream("web", List.of(Endpoint.of("web", "1", "", "192.0.2.7", 80)), ""),
                RouteOptions.DEFAULTS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
