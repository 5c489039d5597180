package dev.waggle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How samples become ratios, and ratios words. */
class RowTest {
    @Test
    void comparesRoundByRound() {
        // Everything was twice as slow in the second round: that is the machine.
        Row row = row(Measure.REQUESTS, List.of(200.0, 100.0, 220.0), List.of(100.0, 50.0, 100.0));
        assertThat(row.ratio("mine", "theirs")).isEqualTo(new Spread(2, 2, 2.2));
    }

    @Test
    void lessMemoryIsBetter() {
        Row row = row(Measure.MEMORY, List.of(50.0), List.of(100.0));
        assertThat(row.ratio("mine", "theirs").median()).isEqualTo(2);
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0)).median()).isEqualTo(2.5);
    }

    @Test
    void refusesToJudgeSmallDifferences() {
        assertThat(Verdict.of(new Spread(1.05, 1.07, 1.09))).isEqualTo(Verdict.EVEN);
        assertThat(Verdict.of(new Spread(0.9, 0.93, 0.95))).isEqualTo(Verdict.EVEN);
        assertThat(Verdict.of(new Spread(1.05, 1.09, 1.2))).isEqualTo(Verdict.AHEAD);
        assertThat(Verdict.of(new Spread(0.7, 0.9, 0.95))).isEqualTo(Verdict.BEHIND);
    }

    @Test
    void roundsThatDisagreeSayNothing() {
        assertThat(Verdict.of(new Spread(0.8, 1.3, 1.6))).isEqualTo(Verdict.UNCLEAR);
        assertThat(Verdict.of(new Spread(0.5, 0.9, 1.1))).isEqualTo(Verdict.UNCLEAR);
    }

    static Row row(Measure measure, List<Double> mine, List<Double> theirs) {
        TestCase test = TestCase.warm("test", "A <test>", measure, (_, _) -> 0);
        return new Row(
                test, Map.of("mine", mine, "theirs", theirs), Map.of("broken", "no\nanswer"));
    }
}
