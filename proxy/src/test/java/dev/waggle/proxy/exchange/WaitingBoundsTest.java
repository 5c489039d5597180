package dev.waggle.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What waits is bounded for each route, whichever event loop it waits on. */
final class WaitingBoundsTest {
    private final WaitingBounds bounds = new WaitingBounds();

    @Test
    void asManyMayWaitAsTheRouteSays() {
        assertThat(bounds.enter("a", 0, 2, 100)).isTrue();
        assertThat(bounds.enter("a", 0, 2, 100)).isTrue();
        assertThat(bounds.enter("a", 0, 2, 100)).isFalse();
        assertThat(bounds.enter("b", 0, 2, 100)).isTrue();

        bounds.leave("a", 0);
        assertThat(bounds.enter("a", 0, 2, 100)).isTrue();
    }

    @Test
    void theyHoldNoMoreThanTheyMay() {
        assertThat(bounds.enter("a", 60, 9, 100)).isTrue();
        assertThat(bounds.enter("a", 41, 9, 100)).isFalse();
        assertThat(bounds.grow("a", 40, 100)).isTrue();
        assertThat(bounds.grow("a", 1, 100)).isFalse();

        bounds.leave("a", 100);
        assertThat(bounds.enter("a", 100, 9, 100)).isTrue();
    }

    @Test
    void threadsTogetherNeverLetInMoreThanMayWait() throws Exception {
        int most = 500;
        List<Callable<Integer>> threads =
                IntStream.range(0, 4)
                        .<Callable<Integer>>mapToObj(_ -> () -> entered(most))
                        .toList();
        int entered = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            for (Future<Integer> each : pool.invokeAll(threads)) {
                entered += each.get();
            }
        }

        assertThat(entered).isEqualTo(most);
    }

    private int entered(int most) {
        int entered = 0;
        for (int i = 0; i < 1_000; i++) {
            entered += bounds.enter("a", 1, most, 1_000_000) ? 1 : 0;
        }
        return entered;
    }
}
