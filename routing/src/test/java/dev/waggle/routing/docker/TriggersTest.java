package dev.waggle.routing.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TriggersTest {
    private final Triggers triggers =
            new Triggers(new Debounce(Duration.ofMillis(1), Duration.ofMillis(5)));

    @Test
    void returnsAfterTheWaitWhenNothingCame() throws Exception {
        assertThat(triggers.await(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void doesNotLoseWhatCameBefore() throws Exception {
        triggers.fire();
        triggers.fire();

        assertThat(triggers.await(Duration.ofMinutes(1))).isTrue();
        assertThat(triggers.await(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void wakesWhoWaits() throws Exception {
        CountDownLatch woken = new CountDownLatch(1);
        Thread waiting =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                triggers.await(Duration.ofMinutes(1));
                                woken.countDown();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        triggers.fire();

        assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
        assertThat(woken.getCount()).isZero();
    }
}
