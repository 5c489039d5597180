package dev.waggle.routing.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DebounceTest {
    private static final long MILLI = 1_000_000;

    private final Debounce debounce = new Debounce(Duration.ofMillis(100), Duration.ofSeconds(1));

    @Test
    void isOverAfterAQuietTime() {
        debounce.event(0);
        debounce.event(60 * MILLI);

        assertThat(debounce.remainingNanos(100 * MILLI)).isEqualTo(60 * MILLI);
        assertThat(debounce.remainingNanos(160 * MILLI)).isZero();
    }

    @Test
    void isOverAtLatestAWhileAfterTheFirstEvent() {
        for (long at = 0; at < 1000; at += 50) {
            debounce.event(at * MILLI);
        }

        assertThat(debounce.remainingNanos(990 * MILLI)).isEqualTo(10 * MILLI);
        assertThat(debounce.remainingNanos(1000 * MILLI)).isZero();
    }

    @Test
    void beginsAnewAfterItWasTakenCareOf() {
        debounce.event(0);
        debounce.clear();
        assertThat(debounce.isOpen()).isFalse();

        debounce.event(5000 * MILLI);
        assertThat(debounce.remainingNanos(5000 * MILLI)).isEqualTo(100 * MILLI);
    }
}
