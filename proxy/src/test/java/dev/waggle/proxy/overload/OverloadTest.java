package dev.waggle.proxy.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverloadTest {
    private static final Thresholds USUAL = new Thresholds(85, 95);

    @ParameterizedTest
    @CsvSource({
        "CALM, 0, CALM",
        "CALM, 0.849, CALM",
        "CALM, 0.85, HIGH",
        "CALM, 0.95, CRITICAL",
        "CALM, 7, CRITICAL",
        "HIGH, 0.85, HIGH",
        "HIGH, 0.81, HIGH",
        "HIGH, 0.79, CALM",
        "HIGH, 0.949, HIGH",
        "HIGH, 0.96, CRITICAL",
        "CRITICAL, 0.91, CRITICAL",
        "CRITICAL, 0.89, HIGH",
        "CRITICAL, 0.81, HIGH",
        "CRITICAL, 0.5, CALM"
    })
    void aLevelIsLeftOnlyWellBelowWhereItBegan(Level before, double share, Level after) {
        assertThat(USUAL.next(before, share)).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({
        "NOTHING, CALM, NOTHING",
        "NOTHING, HIGH, NEW",
        "NEW, HIGH, IDLE",
        "IDLE, HIGH, IDLE",
        "SLOWEST, HIGH, IDLE",
        "NOTHING, CRITICAL, IDLE",
        "NEW, CRITICAL, IDLE",
        "IDLE, CRITICAL, SLOWEST",
        "SLOWEST, CRITICAL, SLOWEST",
        "SLOWEST, CALM, NOTHING",
        "NEW, CALM, NOTHING"
    })
    void whatHurtsLeastGoesFirst(Shedding before, Level worst, Shedding after) {
        assertThat(before.next(worst)).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({
        "HEAP, 0.9, true, false, overloaded: heap at 90 %",
        "BUFFERS, 0.96, true, true, overloaded: buffers at 96 %",
        "DESCRIPTORS, 0.86, true, false, overloaded: descriptors at 86 %",
        "LOOP_LAG, 2, true, true, overloaded: loop-lag at 200 %",
        "WAITING, 1, true, false, overloaded: waiting at 100 %",
        "CONNECTIONS, 0.99, false, false, overloaded: connections at 99 %"
    })
    void saysWhatThereIsTooMuchOf(
            Resource resource, double share, boolean refuses, boolean critical, String words) {
        Overload overload = Overload.NONE.next(USUAL, Map.of(resource, share));
        assertThat(overload.refusesNew()).isEqualTo(refuses);
        assertThat(overload.isCritical()).isEqualTo(critical);
        assertThat(overload.words()).containsExactly(words);
    }

    @Test
    void theWorstResourceDecidesAndCalmComesWithTheLast() {
        Map<Resource, Double> shares = new EnumMap<>(Resource.class);
        shares.put(Resource.HEAP, 0.9);
        shares.put(Resource.BUFFERS, 0.96);
        Overload first = Overload.NONE.next(USUAL, shares);
        assertThat(first.closesIdle()).isTrue();
        assertThat(first.cutsSlowest()).isFalse();
        Overload second = first.next(USUAL, shares);
        assertThat(second.cutsSlowest()).isTrue();
        shares.put(Resource.BUFFERS, 0.2);
        Overload third = second.next(USUAL, shares);
        assertThat(third.words()).containsExactly("overloaded: heap at 90 %");
        assertThat(third.cutsSlowest()).isFalse();
        shares.put(Resource.HEAP, 0.7);
        Overload last = third.next(USUAL, shares);
        assertThat(last.shedding()).isEqualTo(Shedding.NOTHING);
        assertThat(last.refusesNew()).isFalse();
        assertThat(last.words()).isEmpty();
    }

    @Test
    void thresholdsAreInOrder() {
        assertThatThrownBy(() -> new Thresholds(95, 85))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theProcessSaysWhatItUses() {
        ProcessUsage usage = new ProcessUsage();
        assertThat(usage.heap()).isBetween(0.0, 1.0);
        assertThat(usage.buffers()).isBetween(0.0, 1.0);
        assertThat(usage.descriptors()).isGreaterThan(0.0).isLessThan(1.0);
    }
}
