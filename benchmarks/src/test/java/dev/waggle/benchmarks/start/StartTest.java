package dev.waggle.benchmarks.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.benchmarks.BenchCall;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measurement of a start as a whole, as short as it can be. */
@Tag("real")
class StartTest {
    private final BenchCall bench = new BenchCall("start");

    @Test
    void aStartIsMeasuredWithAndWithoutTheCache(@TempDir Path results) throws IOException {
        assertMeasured(results, "CACHE", "the cache of its JVM");
    }

    @Test
    @Tag("long")
    void aStartIsMeasuredWithAndWithoutTheWarmUp(@TempDir Path results) throws IOException {
        assertMeasured(results, "WARM_UP", "its warm-up");
    }

    private void assertMeasured(Path results, String subject, String words) throws IOException {
        bench.measure(results, "--rounds=1", "--of=" + subject);
        assertThat(BenchCall.written(results, ".md"))
                .contains("without and with " + words)
                .contains("| to the first good answer, ms | ")
                .doesNotContain("NaN");
        assertThat(BenchCall.written(results, ".csv").lines())
                .hasSize(1 + 2 * StartMeasurement.ALL.size());
    }

    @Test
    void noRoundsAreRefused() {
        assertThat(bench.run("--rounds=0")).isEqualTo(2);
    }
}
