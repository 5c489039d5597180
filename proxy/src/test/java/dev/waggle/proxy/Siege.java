package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** What an attack may mean to a client beside it. */
final class Siege {
    private static final int SLOWER = 5;

    private Siege() {}

    /**
     * Fails when the attack made too much of a difference to what 99 of 100 requests took.
     *
     * @param row what is said then
     * @param byChance what a request may take on a busy machine whatever the proxy does
     */
    static void requireLittleDifference(
            String row, Duration calm, Duration beside, Duration byChance) {
        Duration most = calm.multipliedBy(SLOWER);
        assertThat(beside).as(row).isLessThan(most.compareTo(byChance) > 0 ? most : byChance);
    }

    static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}
