package dev.waggle.routing.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A list that is sorted again is sorted as if it had been for the first time. */
class KeptOrderTest {
    private final Random random = new Random(44);
    private int compared;
    private final KeptOrder<String> order =
            new KeptOrder<>((left, right) -> {
                compared++;
                return left.compareTo(right);
            });

    @Test
    void afterAnyChangeAllIsInOrder() {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            for (int change = random.nextInt(4); change >= 0; change--) {
                change(items);
            }
            assertThat(order.sort(items)).isEqualTo(sorted(items));
        }
    }

    @Test
    void aListIsNotTakenForTheOneBefore() {
        assertThat(order.sort(List.of("c", "a", "b"))).containsExactly("a", "b", "c");
        assertThat(order.sort(List.of("a", "c", "d"))).containsExactly("a", "c", "d");
        assertThat(order.sort(List.of())).isEmpty();
        assertThat(order.sort(List.of("b", "a"))).containsExactly("a", "b");
    }

    @Test
    void whatStandsWhereItStoodIsHardlyCompared() {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            items.add(word());
        }
        var _ = order.sort(items);
        items.set(17, items.get(17) + ".");
        assertThat(comparisonsFor(items)).isLessThan(2_100);
        items.remove(500);
        assertThat(comparisonsFor(items)).isLessThan(2_100);
        items.add(300, word());
        assertThat(comparisonsFor(items)).isLessThan(2_100);
    }

    private int comparisonsFor(List<String> items) {
        compared = 0;
        assertThat(order.sort(items)).isEqualTo(sorted(items));
        return compared;
    }

    private void change(List<String> items) {
        int at = random.nextInt(items.size() + 1);
        if (at == items.size() || random.nextInt(3) == 0) {
            items.add(at, word());
        } else if (random.nextBoolean()) {
            items.set(at, word());
        } else {
            items.remove(at);
        }
    }

    private String word() {
        return Integer.toString(random.nextInt(1 << 20), 36);
    }

    private static List<String> sorted(List<String> items) {
        return items.stream().sorted(Comparator.naturalOrder()).toList();
    }
}
