package dev.waggle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.benchmarks.BenchCall;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison as a whole, on programs that are here anyway and for as short as it can be. */
@Tag("real")
class CompareTest {
    private final BenchCall bench = new BenchCall("compare");

    @Test
    void everyKindOfLoadIsAnsweredByEveryProxyThatIsMeasured(@TempDir Path results)
            throws IOException {
        bench.measure(
                results,
                "--tests=h1-64,h2,upload-h1,grpc,tls-resumed,websocket,idle-memory,p99",
                "--peers=nginx,haproxy",
                "--rounds=1",
                "--seconds=1",
                "--warm-up=0");
        assertThat(BenchCall.written(results, ".md"))
                .contains("| vs nginx | vs haproxy | vs the best |")
                .containsPattern("lines of its access log that Waggle lost in the rounds: \\d")
                .containsPattern("its compilers were quiet, which used \\d+\\.\\d % of its time")
                .doesNotContain("could not do");
        assertThat(BenchCall.written(results, ".csv").lines()).hasSize(1 + 8 * 3);
        assertThat(BenchCall.written(results, ".svg")).startsWith("<svg");
    }

    @Test
    void aTestThatDoesNotExistIsRefused() {
        assertThat(bench.run("--tests=h9")).isEqualTo(2);
        assertThat(bench.said()).contains("there is no test h9");
    }

    @Test
    void aProxyThatIsNotThereIsRefused() {
        assertThat(bench.run("--tests=h1-64", "--peers=apache")).isEqualTo(2);
        assertThat(bench.run("--tests=h1-64", "--peers=mine=there")).isEqualTo(2);
    }
}
