package dev.waggle.benchmarks.churn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.benchmarks.BenchCall;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measurement of changes as a whole, as short as it can be. */
@Tag("real")
class ChurnTest {
    private final BenchCall bench = new BenchCall("churn");

    @Test
    void requestsAreMeasuredWhileServicesChangeAndWhileTheyDoNot(@TempDir Path results)
            throws IOException {
        bench.measure(results, "--rounds=1", "--seconds=2", "--services=200", "--changes=10");
        assertThat(BenchCall.written(results, ".md"))
                .contains("| failed, requests | 0.00 (0.00 to 0.00) | 0.00 (0.00 to 0.00) |")
                .doesNotContain("NaN");
        assertThat(BenchCall.written(results, ".csv").lines())
                .hasSize(1 + 2 * ChurnMeasurement.ALL.size());
    }

    @Test
    void nothingToMeasureIsRefused() {
        assertThat(bench.run("--services=0")).isEqualTo(2);
    }
}
