package dev.waggle.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.policy.ClientIdentity;
import dev.waggle.proxy.policy.ClientKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptLedgerTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AttemptLedger ledger = new AttemptLedger(42);
    private long now = Long.MAX_VALUE - SECOND;

    @Test
    void delaysTheSixthFailureAndTheNextOnesMore() {
        for (int i = 0; i < AttemptLedger.FREE_FAILURES; i++) {
            assertThat(fail(1)).isZero();
        }

        assertThat(fail(1)).isEqualTo(SECOND / 2);
        assertThat(fail(1)).isEqualTo(SECOND);
        assertThat(fail(1)).isEqualTo(2 * SECOND);
        assertThat(fail(1)).isEqualTo(2 * SECOND);
        assertThat(fail(2)).isZero();
    }

    @Test
    void forgetsFailuresAfterAMinuteWithoutOne() {
        for (int i = 0; i < 10; i++) {
            fail(1);
        }

        now += AttemptLedger.WINDOW_NANOS - 1;
        assertThat(fail(1)).isEqualTo(2 * SECOND);
        now += AttemptLedger.WINDOW_NANOS;
        assertThat(fail(1)).isZero();
    }

    @Test
    void boundsWhatOneAddressHasOpen() {
        for (int i = 0; i < AttemptLedger.MAX_OPEN; i++) {
            assertThat(ledger.begin(1, now)).isTrue();
        }

        assertThat(ledger.begin(1, now)).isFalse();
        assertThat(ledger.begin(2, now)).isTrue();
        ledger.end(1, now);
        assertThat(ledger.begin(1, now)).isTrue();
    }

    @Test
    void lessMayBeOpenOnceFailuresAreSlowed() {
        for (int i = 0; i <= AttemptLedger.FREE_FAILURES; i++) {
            fail(1);
        }
        for (int i = 0; i < AttemptLedger.MAX_OPEN_WHEN_SLOWED; i++) {
            assertThat(ledger.begin(1, now)).isTrue();
        }

        assertThat(ledger.begin(1, now)).isFalse();
    }

    @Test
    void staysBoundedUnderMoreAddressesThanItKnows() {
        for (long address = 0; address < 4L * AttemptLedger.CAPACITY; address++) {
            assertThat(fail(address)).isZero();
            now++;
        }
        assertThat(fail(4L * AttemptLedger.CAPACITY - 1)).isZero();
    }

    @Test
    void countsAnIpv6NetworkAsOneClient() {
        assertThat(key("2001:db8:1:2::1")).isEqualTo(key("2001:db8:1:2:ffff::9"));
        assertThat(key("2001:db8:1:2::1")).isNotEqualTo(key("2001:db8:1:3::1"));
        assertThat(key("192.0.2.1")).isNotEqualTo(key("192.0.2.2"));
        assertThat(key("192.0.2.1")).isEqualTo(0xFFFF_C000_0201L);
    }

    private long fail(long address) {
        assertThat(ledger.begin(address, now)).isTrue();
        long delay = ledger.fail(address, now);
        ledger.end(address, now);
        return delay;
    }

    private static long key(String address) {
        return ClientKey.of(ClientIdentity.direct(address, true));
    }
}
