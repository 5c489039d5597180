package dev.waggle.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.ResponseHead;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskPatienceTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final TaskPatience patience = new TaskPatience(SECOND);

    @Test
    void aTaskThatNeverClosedAnythingIsTrustedForTheConfiguredTime() {
        assertThat(patience.allows(SECOND - 1, 0)).isTrue();
        assertThat(patience.allows(SECOND, 0)).isFalse();
    }

    @Test
    void oneThatClosesAfterASecondIsTrustedForLessThanHalfOfIt() {
        patience.ended(SECOND, 0);
        assertThat(patience.allows(SECOND / 3, 0)).isTrue();
        assertThat(patience.allows(SECOND / 2, 0)).isFalse();
    }

    @Test
    void oneThatClosesAfterEveryAnswerIsNotTrustedAtAll() {
        patience.ended(0, 0);
        assertThat(patience.allows(0, 0)).isFalse();
        patience.ended(3 * SECOND, 0);
        assertThat(patience.allows(0, 0)).isFalse();
    }

    @Test
    void whatWasLearnedIsForgottenAfterFiveMinutes() {
        patience.ended(0, 0);
        assertThat(patience.allows(0, 300 * SECOND)).isFalse();
        assertThat(patience.allows(0, 300 * SECOND + 1)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout=3 | 2",
                "timeout=1, max=100 | 0",
                "max=5, Timeout=\"2\" | 1",
                "timeout=600 | 4",
                "max=7 | 4",
                "xtimeout=1 | 4",
            })
    void aConnectionWaitsASecondLessThanTheTaskSays(String field, int seconds) {
        ResponseHead head = new ResponseHead();
        head.begin(200);
        assertThat(KeepAliveTime.of(head, 4 * SECOND)).isEqualTo(4 * SECOND);
        head.add(FieldName.KEEP_ALIVE, field);
        assertThat(KeepAliveTime.of(head, 4 * SECOND)).isEqualTo(seconds * SECOND);
    }
}
