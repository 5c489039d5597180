package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
    private final List<String> done = new ArrayList<>();

    @Test
    void aChoreThatFailsIsCountedAndTheOthersAreDone() {
        Housekeeping house =
                new Housekeeping(Duration.ofSeconds(1))
                        .chore("first", () -> done.add("first"))
                        .chore(
                                "broken",
                                () -> {
                                    throw new IllegalStateException("on purpose");
                                })
                        .chore("last", () -> done.add("last"));
        house.round();
        house.round();
        assertThat(done).containsExactly("first", "last", "first", "last");
        assertThat(house.failures()).isEqualTo(2);
    }

    @Test
    void goesOnAfterAFailureUntilItIsInterrupted() throws InterruptedException {
        CountDownLatch rounds = new CountDownLatch(3);
        Housekeeping house =
                new Housekeeping(Duration.ofMillis(1))
                        .chore(
                                "broken",
                                () -> {
                                    rounds.countDown();
                                    throw new IllegalStateException("on purpose");
                                });
        Thread thread = Thread.ofVirtual().start(house);
        assertThat(rounds.await(60, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
    }
}
