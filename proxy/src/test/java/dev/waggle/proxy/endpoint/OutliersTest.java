package dev.waggle.proxy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.endpoint.Outliers.Conduct;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutliersTest {
    private static Conduct good(String id) {
        return new Conduct(id, 100, 1, false);
    }

    private static Conduct bad(String id) {
        return new Conduct(id, 10, 90, false);
    }

    @Test
    void oneThatFailsWhileTheOthersServeStandsOut() {
        assertThat(Outliers.of(List.of(good("a"), bad("b"), good("c")))).containsExactly("b");
    }

    @Test
    void anErrorThatAllMakeIsTheServicesOwn() {
        assertThat(Outliers.of(List.of(bad("a"), bad("b"), bad("c")))).isEmpty();
    }

    @Test
    void aFewRequestsSayNothing() {
        assertThat(Outliers.of(List.of(good("a"), new Conduct("b", 0, 9, false)))).isEmpty();
        assertThat(Outliers.of(List.of(good("a"), new Conduct("b", 0, 10, false))))
                .containsExactly("b");
    }

    @Test
    void theOnlyOneIsNeverTakenOut() {
        assertThat(Outliers.of(List.of(bad("a")))).isEmpty();
    }

    @Test
    void noMoreThanHalfAreOutOfUse() {
        List<Conduct> all =
                IntStream.range(0, 10)
                        .mapToObj(
                                i -> i < 4 ? good("good" + i) : new Conduct("b" + i, 40, 60, false))
                        .toList();
        assertThat(Outliers.of(all).size()).isLessThanOrEqualTo(5);
        assertThat(Outliers.of(List.of(new Conduct("out", 0, 0, true), bad("b"), good("a"))))
                .isEmpty();
    }

    @Test
    void nobodyIsTakenOutTwice() {
        assertThat(Outliers.of(List.of(new Conduct("a", 0, 100, true), good("b")))).isEmpty();
    }
}
