package dev.waggle.benchmarks.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.benchmarks.BenchCall;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a request makes the event loops allocate, from its first byte to its line in the access log,
 * is bounded: with TLS, metrics and all limits, by the distribution in a process of its own.
 */
@Tag("real")
class AllocationPerRequestTest {
    /** Measured: 720. Half of it is what TLS and Netty make for a record that they send. */
    private static final int HTTP_1_BYTES = 820;

    /** Measured: 2200. Netty keeps books of every stream and its windows. */
    private static final int HTTP_2_BYTES = 2450;

    private final BenchCall bench = new BenchCall("allocation");

    @Test
    void aRequestAllocatesNoMoreThanItsBound(@TempDir Path results) {
        bench.measure(results);
        assertThat(bytesOf("HTTP/1.1")).isBetween(1, HTTP_1_BYTES);
        assertThat(bytesOf("HTTP/2")).isBetween(1, HTTP_2_BYTES);
    }

    private int bytesOf(String protocol) {
        Matcher line =
                Pattern.compile(protocol + ",.*: (-?\\d+) bytes a request").matcher(bench.said());
        assertThat(line.find()).as("%s", bench.said()).isTrue();
        return Integer.parseInt(line.group(1));
    }

    @Test
    void tooFewRequestsToSayAnythingAreRefused() {
        assertThat(bench.run("--requests=10")).isEqualTo(2);
    }
}
