package dev.waggle.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IdleFramesTest {
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(30);

    private final IdleFrames frames = new IdleFrames(10, 0);

    /** How many more may come now. */
    private int room(long now) {
        int count = 0;
        while (!frames.isTooMuch(now)) {
            count++;
        }
        return count;
    }

    @Test
    void soManyMayComeInOneWindow() {
        assertThat(room(0)).isEqualTo(10);
        assertThat(frames.isTooMuch(WINDOW - 1)).isTrue();
    }

    @Test
    void aClientThatPingsNowAndThenMayDoSoForEver() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(frames.isTooMuch(i * WINDOW / 8)).isFalse();
        }
    }

    @Test
    void aNewWindowIsOnlyAsLargeAsTheOneBefore() {
        assertThat(frames.isTooMuch(0)).isFalse();
        assertThat(room(WINDOW)).isEqualTo(10);
    }

    @Test
    void everyRequestMakesRoomForSome() {
        frames.requested();
        assertThat(room(0)).isEqualTo(18);
    }

    @Test
    void aClientMayGiveBackWhatItWasSentInSmallPieces() {
        for (int i = 0; i < 1_000; i++) {
            frames.sent(16 * 1024);
        }
        assertThat(room(WINDOW)).as("also in the next window").isEqualTo(10 + 1_000 * (4 + 32));
    }

    @Test
    void noAmountOverflows() {
        for (int i = 0; i < 2_000; i++) {
            frames.sent(Integer.MAX_VALUE);
        }
        assertThat(frames.isTooMuch(0)).isFalse();
    }
}
