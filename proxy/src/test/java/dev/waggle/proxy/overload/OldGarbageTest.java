package dev.waggle.proxy.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OldGarbageTest {
    private static final long MB = 1 << 20;
    private static final long START = Long.MAX_VALUE - 5;

    private long used;
    private long lived;
    private int collections;
    private final OldGarbage garbage =
            new OldGarbage(() -> used, () -> lived, () -> collections++, START);

    @Test
    void isLeftAloneWhileThereIsLittle() {
        used = 48 * MB;
        garbage.look(START + Duration.ofDays(1).toNanos());
        assertThat(collections).isZero();
    }

    @Test
    void isCollectedOnceThereIsAsMuchAsOfWhatLives() {
        lived = 30 * MB;
        used = 60 * MB;
        garbage.look(START + 1);
        assertThat(collections).isZero();
        used++;
        garbage.look(START + 2);
        assertThat(collections).isOne();
    }

    @Test
    void isCollectedOnceThereIsMoreThanAStartLeaves() {
        used = 48 * MB + 1;
        garbage.look(START + 1);
        assertThat(collections).isOne();
    }

    @Test
    void isNotLookedForAgainAndAgainWhereMuchLives() {
        lived = 100 * MB;
        used = 150 * MB;
        long hour = Duration.ofHours(1).toNanos();
        garbage.look(START + hour);
        assertThat(collections).isZero();
        garbage.look(START + hour + 1);
        assertThat(collections).isOne();
        garbage.look(START + 2 * hour);
        assertThat(collections).isOne();
        garbage.look(START + 2 * hour + 2);
        assertThat(collections).isEqualTo(2);
    }
}
