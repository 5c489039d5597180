package dev.waggle.routing.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff =
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), new Random(7));

    @Test
    void doublesUpToTheLastWaitLessUpToAHalf() {
        long[] ceilings = {500, 1000, 2000, 4000, 8000, 10_000, 10_000};
        for (long ceiling : ceilings) {
            assertThat(backoff.next().toMillis()).isBetween(ceiling / 2 - 1, ceiling);
        }
    }

    @Test
    void beginsAnewAfterSuccess() {
        backoff.next();
        backoff.next();
        backoff.reset();

        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(500));
    }
}
