package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.util.Locale;

/**
 * What an attack means to a client beside it, and to the memory of this process, in which the proxy
 * and its attackers are both.
 */
final class Siege {
    /** What the columns of {@link #lifted} are. */
    static final String COLUMNS =
            String.format(
                    "%-38s | %-28s | %12s | %12s | %10s",
                    "flood", "cut after", "p99 before", "p99 beside", "memory");

    private static final int REQUESTS = 300;
    private static final int SLOWER = 5;

    /**
     * Where the machine is busy with something else, a request may take this long by chance: what
     * takes longer is not chance.
     */
    private static final Duration BY_CHANCE = Duration.ofMillis(500);

    private static final long MOST_GROWTH = 64L << 20;

    private final Bystander victim;
    private final Duration quiet;
    private final long heapBefore;
    private final long directBefore;
    private long directMost;

    private Siege(Bystander victim) {
        this.victim = victim;
        victim.takeLatencies();
        victim.awaitServed(REQUESTS);
        quiet = victim.takeLatencies().p99();
        heapBefore = heapInUse();
        directBefore = PlatformDependent.usedDirectMemory();
        directMost = directBefore;
        victim.takeLatencies();
    }

    /** Begins, once it is known how the client is served when nobody attacks. */
    static Siege of(Bystander victim) {
        return new Siege(victim);
    }

    /** Whether the client has to be served more often until something can be said. */
    boolean goesOn() {
        directMost = Math.max(directMost, PlatformDependent.usedDirectMemory());
        return victim.served() < REQUESTS;
    }

    /**
     * Says what it was, in {@link #COLUMNS}, while the attackers that were not cut are still there.
     *
     * @throws AssertionError when the client or the memory suffered
     */
    String lifted(String flood, String cut) {
        victim.awaitServed(REQUESTS);
        Duration beside = victim.takeLatencies().p99();
        goesOn();
        long growth = heapInUse() - heapBefore + directMost - directBefore;
        String row =
                String.format(
                        Locale.ROOT,
                        "%-38s | %-28s | %s | %+7.1f MB",
                        flood,
                        cut,
                        compare(quiet, beside),
                        growth / (double) (1 << 20));
        assertThat(growth).as(row).isLessThan(MOST_GROWTH);
        return row;
    }

    /**
     * Says what 99 of 100 requests took before and beside an attack.
     *
     * @throws AssertionError when the attack made too much of a difference
     */
    static String compare(Duration quiet, Duration beside) {
        String row =
                String.format(
                        Locale.ROOT,
                        "%9.1f ms | %9.1f ms",
                        quiet.toNanos() / 1e6,
                        beside.toNanos() / 1e6);
        Duration most = quiet.multipliedBy(SLOWER);
        assertThat(beside).as(row).isLessThan(most.compareTo(BY_CHANCE) > 0 ? most : BY_CHANCE);
        return row;
    }

    private static long heapInUse() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
