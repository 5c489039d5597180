package dev.waggle.proxy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.RateLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClientRatesTest {
    private static final RateLimit TEN_A_SECOND = limit(10, 1, 3);

    private static RateLimit limit(int requests, int seconds, int burst) {
        return new RateLimit(
                requests, Duration.ofSeconds(seconds), burst, new RateLimit.By.Address());
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void aBurstPassesAndThenOneAStep() {
        ClientRates rates = new ClientRates(1024);
        for (int i = 0; i < 3; i++) {
            assertThat(rates.take(7, TEN_A_SECOND, 0)).isZero();
        }
        assertThat(rates.take(7, TEN_A_SECOND, 0)).isEqualTo(millis(100));
        assertThat(rates.take(7, TEN_A_SECOND, millis(99))).isEqualTo(millis(1));
        assertThat(rates.take(7, TEN_A_SECOND, millis(100))).isZero();
        assertThat(rates.take(7, TEN_A_SECOND, millis(100))).isEqualTo(millis(100));
    }

    @Test
    void aRefusedRequestCostsNothing() {
        ClientRates rates = new ClientRates(1024);
        RateLimit single = limit(1, 1, 1);
        assertThat(rates.take(7, single, 0)).isZero();
        for (int i = 0; i < 100; i++) {
            assertThat(rates.take(7, single, millis(500))).isEqualTo(millis(500));
        }
        assertThat(rates.take(7, single, millis(1000))).isZero();
    }

    @Test
    void overALongTimeTheRateIsKept() {
        ClientRates rates = new ClientRates(1024);
        int passed = 0;
        for (long now = 0; now < millis(60_000); now += millis(7)) {
            passed += rates.take(-3, TEN_A_SECOND, now) == 0 ? 1 : 0;
        }
        assertThat(passed).isBetween(600, 603);
    }

    @Test
    void clientsDoNotPayForEachOtherHoweverManyCome() {
        ClientRates rates = new ClientRates(64);
        for (long key = 1; key <= 100_000; key++) {
            assertThat(rates.take(key, limit(1, 3600, 1), key)).isZero();
        }
    }

    @Test
    void aLargestLimitDoesNotOverflow() {
        ClientRates rates = new ClientRates(64);
        RateLimit slow = limit(1, 3600, RateLimit.MAX_REQUESTS);
        long soon = TimeUnit.DAYS.toNanos(365);
        assertThat(rates.take(1, slow, soon)).isZero();
        assertThat(rates.take(1, slow, soon)).isZero();
    }

    @Test
    void threadsTogetherPassNoMoreThanTheBurst() throws InterruptedException {
        for (int round = 1; round <= 200; round++) {
            ClientRates rates = new ClientRates(64);
            AtomicInteger passed = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    for (int k = 0; k < 10; k++) {
                                        if (rates.take(9, limit(1, 1, 5), 0) == 0) {
                                            passed.incrementAndGet();
                                        }
                                    }
                                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(passed.get()).isBetween(5, 5 + 4);
        }
    }
}
