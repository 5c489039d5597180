package dev.waggle.benchmarks.contrast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.waggle.benchmarks.contrast.Contrast.Way;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of two ways. */
class ContrastTest {
    private static final Measure TIME = new Measure("time", "to fly", "ms");
    private static final Measure FALLS = new Measure("falls", "falls", "bees");

    private final Contrast contrast =
            new Contrast(
                    "A flight",
                    List.of(TIME, FALLS),
                    new Way(
                            "alone",
                            List.of(
                                    Map.of(TIME, 100.0, FALLS, 0.0),
                                    Map.of(TIME, 300.0, FALLS, 0.0),
                                    Map.of(TIME, 200.0, FALLS, 0.0))),
                    new Way(
                            "together",
                            List.of(
                                    Map.of(TIME, 80.0, FALLS, 1.0),
                                    Map.of(TIME, 120.0, FALLS, 0.0))),
                    List.of("machine: a bee"));

    @Test
    void aRowHasTheMedianAndTheSpreadOfBothAndTheirRatio() {
        assertThat(contrast.markdown())
                .contains("| | alone | together | ratio |")
                .contains("| to fly, ms | 200 (100 to 300) | 100 (80.0 to 120) | 0.50 |")
                .contains("- machine: a bee");
    }

    @Test
    void nothingIsNoRatioOfNothing() {
        assertThat(contrast.markdown())
                .contains("| falls, bees | 0.00 (0.00 to 0.00) | 0.50 (0.00 to 1.00) |  |");
    }

    @Test
    void everySampleIsALineOfTheOtherFile() {
        assertThat(contrast.csv().lines())
                .hasSize(1 + 5 * 2)
                .contains("time,ms,alone,2,300.0", "falls,bees,together,1,1.0");
    }

    @Test
    void aWayWithoutARoundIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Way("alone", List.of()));
    }
}
