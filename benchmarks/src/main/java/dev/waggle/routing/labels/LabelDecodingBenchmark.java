package dev.waggle.routing.labels;

import dev.waggle.routing.RouteOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The labels of one service are read: when it is new, and when anything about it has changed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LabelDecodingBenchmark {
    /** What a service of a stack has, two of them by Docker. */
    private static final Map<String, String> TYPICAL =
            Map.of(
                    "com.docker.stack.image",
                    "registry.example.test/shop:3",
                    "com.docker.stack.namespace",
                    "shop",
                    "routing-host",
                    "shop.example.test",
                    "routing-port",
                    "8080",
                    "routing-context",
                    "/cart",
                    "routing-max-body",
                    "10m",
                    "routing-auth",
                    "/run/secrets/shop.htpasswd",
                    "routing-hsts",
                    "365d");

    /** Of each of four further routes, each with nine labels. */
    private static final Map<String, String> OF_A_ROUTE =
            Map.of(
                    "host",
                    "NAME.example.test, *.NAME.example.test",
                    "port",
                    "8080",
                    "context",
                    "/NAME",
                    "internal-context",
                    "/app",
                    "balance",
                    "hash:cookie:session",
                    "health-path",
                    "/healthz",
                    "rate-limit",
                    "100/s burst 200 by address",
                    "allow-from",
                    "10.0.0.0/8, 2001:db8::/32",
                    "request-header.X-Shop",
                    "NAME");

    /** How many there are. */
    @Param({"8", "44"})
    public int labels;

    private final LabelDecoder decoder =
            new LabelDecoder(AuthFolders.DEFAULT, RouteOptions.DEFAULTS);
    private final Map<String, String> read = new HashMap<>();

    /** Writes them. */
    @Setup
    public void write() {
        read.putAll(TYPICAL);
        for (int route = 0; read.size() < labels; route++) {
            String name = "route" + route;
            OF_A_ROUTE.forEach((key, value) ->
                    read.put("routing." + name + "." + key, value.replace("NAME", name)));
        }
        ServiceLabels decoded = decode();
        if (read.size() != labels || !decoded.problems().isEmpty()) {
            throw new IllegalStateException(read.size() + " labels: " + decoded.problems());
        }
    }

    /** All of them. */
    @Benchmark
    public ServiceLabels decode() {
        return decoder.decode("shop_web", read);
    }
}
