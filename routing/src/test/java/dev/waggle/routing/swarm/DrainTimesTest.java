package dev.waggle.routing.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times are seconds after some moment. */
class DrainTimesTest {
    private static final Instant START = Instant.parse("2026-11-21T22:18:49Z");

    private final DrainTimes times = new DrainTimes();

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }

    private static SwarmTask task(String desiredState, Instant written) {
        return new SwarmTask(
                "t1",
                "s1",
                "n1",
                1,
                desiredState,
                "running",
                written,
                Duration.ofSeconds(10),
                List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5", // between the two readings: so it is
        "1, 4", // a manager's clock is slow, or it says nothing
        "9, 6" // it is fast
    })
    void aTaskDrainsSinceItsManagerHasDecidedSoWithinWhatOurOwnClockAllows(long said, long since) {
        times.seen(List.of(task("running", at(0))), at(4));
        times.upTo(at(4));
        assertThat(times.seen(List.of(task("shutdown", at(said))), at(6)))
                .isEqualTo(Map.of("t1", at(since)));
    }

    @Test
    void aTaskThatDrainsInTheFirstReadingIsSeenNow() {
        assertThat(times.seen(List.of(task("shutdown", at(1))), at(6)))
                .isEqualTo(Map.of("t1", at(6)));
    }

    @Test
    void whatIsWrittenOfATaskThatDrainsAlreadyChangesNothing() {
        times.upTo(at(0));
        times.seen(List.of(task("shutdown", at(1))), at(2));
        times.upTo(at(2));
        assertThat(times.seen(List.of(task("shutdown", at(3))), at(4)))
                .isEqualTo(Map.of("t1", at(1)));
    }

    @Test
    void aDrainThatIsCalledOffIsForgotten() {
        times.upTo(at(0));
        times.seen(List.of(task("shutdown", at(1))), at(2));
        assertThat(times.seen(List.of(task("running", at(3))), at(4))).isEmpty();
        times.upTo(at(4));
        assertThat(times.seen(List.of(task("shutdown", at(5))), at(6)))
                .isEqualTo(Map.of("t1", at(5)));
    }
}
