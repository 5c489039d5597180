package dev.waggle.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.message.Method;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryRuleTest {
    private static final Set<Failure.Kind> BEFORE_A_BYTE =
            EnumSet.of(
                    Failure.Kind.CONNECT,
                    Failure.Kind.CONNECT_TLS,
                    Failure.Kind.STALE_CONNECTION,
                    Failure.Kind.UNANSWERED,
                    Failure.Kind.RESPONSE_TIMEOUT,
                    Failure.Kind.NOT_PROCESSED);
    private static final Set<Failure.Kind> AFTER_A_BYTE =
            EnumSet.of(
                    Failure.Kind.STALE_CONNECTION,
                    Failure.Kind.UNANSWERED,
                    Failure.Kind.RESPONSE_TIMEOUT,
                    Failure.Kind.NOT_PROCESSED);

    private static boolean mayRetry(
            Failure.Kind kind, Method method, boolean sent, boolean replayable) {
        return RetryRule.mayRetry(Failure.upstream(kind, "why"), method, sent, replayable);
    }

    @ParameterizedTest
    @EnumSource
    void beforeAByteWasSentTheMethodDoesNotMatter(Failure.Kind kind) {
        boolean expected = BEFORE_A_BYTE.contains(kind);
        assertThat(mayRetry(kind, Method.POST, false, true)).isEqualTo(expected);
        assertThat(mayRetry(kind, Method.GET, false, true)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void afterThatOnlyWhatIsIdempotentAndStillWhole(Failure.Kind kind) {
        assertThat(mayRetry(kind, Method.PUT, true, true)).isEqualTo(AFTER_A_BYTE.contains(kind));
        assertThat(mayRetry(kind, Method.PUT, true, false)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aPostThatWasSentIsSentAgainOnlyWhenTheTaskSaysThatItDidNothing(Failure.Kind kind) {
        assertThat(mayRetry(kind, Method.POST, true, true))
                .isEqualTo(kind == Failure.Kind.NOT_PROCESSED);
        assertThat(mayRetry(kind, Method.POST, true, false)).isFalse();
    }
}
