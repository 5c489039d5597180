package dev.waggle.proxy.policy;

import dev.waggle.proxy.http1.HeadTexts;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.RequestHead;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a request is matched by: host and path in the one form that routes have. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NormalisationBenchmark {
    private static final String PLAIN =
            "GET /assets/app.js?v=3 HTTP/1.1\nHost: www.example.test\n\n";

    /** With all that has to be read: percent-encoding, dots, empty segments. */
    private static final String ODD =
            "GET /assets/%7Eme/./img//a%20b/../app.js?v=3 HTTP/1.1\nHost: WWW.Example.TEST.:443\n\n";

    /** How the client writes them. */
    @Param({"plain", "odd"})
    public String form = "plain";

    private final HostNormaliser hosts = new HostNormaliser();
    private final PathNormaliser paths = new PathNormaliser();
    private RequestHead head = new RequestHead();

    /** Reads the head. */
    @Setup
    public void read() {
        head = HeadTexts.read(form.equals("odd") ? ODD : PLAIN);
        host();
        if (path() != null || hosts.length() != "www.example.test".length()) {
            throw new IllegalStateException("not normalised: " + path());
        }
    }

    /** In lower case, without port and final dot. */
    @Benchmark
    public int host() {
        hosts.normalise(head);
        return hosts.length();
    }

    /** Decoded as far as it means the same, and what could be read otherwise found out. */
    @Benchmark
    public @Nullable Refusal path() {
        return paths.normalise(head.bytes(), head.targetStart(), head.pathEnd());
    }
}
