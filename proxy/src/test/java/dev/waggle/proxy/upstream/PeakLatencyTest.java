package dev.waggle.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PeakLatencyTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final PeakLatency latency = new PeakLatency();

    @Test
    void aSlowAnswerCountsAtOnceAndIsForgottenSlowly() {
        latency.add(5 * MILLI, 0);
        latency.add(SECOND, 0);
        assertThat(latency.nanos(0)).isEqualTo((double) SECOND);
        latency.add(5 * MILLI, SECOND);
        assertThat(latency.nanos(SECOND)).isGreaterThan(SECOND / 2.0);
        for (int i = 2; i < 100; i++) {
            latency.add(5 * MILLI, i * SECOND);
        }
        assertThat(latency.nanos(100 * SECOND)).isLessThan(10.0 * MILLI);
    }

    @Test
    void whatIsNotAskedAnyMoreIsTriedAgain() {
        latency.add(SECOND, 0);
        assertThat(latency.nanos(60 * SECOND)).isLessThan(5.0 * MILLI).isGreaterThan(0);
    }
}
