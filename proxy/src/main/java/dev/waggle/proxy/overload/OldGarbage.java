package dev.waggle.proxy.overload;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Has old objects collected before the process grows because of those that nobody needs.
 *
 * <p>The serial collector leaves old objects alone as long as the heap may grow, which is up to
 * {@code -Xmx}. Connections that were open for a while are among them when they close, so that days
 * of clients that come and go would take all of it. A collection stops the process for as long as
 * it takes to mark and move what lives, some tens of milliseconds, however much garbage there is:
 * this makes it happen more often, not longer. Collectors that look after old objects themselves
 * are left to it.
 *
 * <p>One thread at a time.
 */
public final class OldGarbage {
    /** Below this nothing is collected: a start alone leaves half of it. */
    static final long LITTLE_BYTES = 48L << 20;

    /** After so long it is found out whether what lived after the last collection still does. */
    static final Duration LONGEST = Duration.ofHours(1);

    private static final int TIMES_WHAT_LIVED = 2;
    private static final String OF_THE_SERIAL_COLLECTOR = "Tenured Gen";

    private final LongSupplier usedBytes;
    private final LongSupplier livedBytes;
    private final Runnable collection;
    private long lastNanos;

    /**
     * @param usedBytes what old objects take
     * @param livedBytes what they took after the last collection; 0 before the first
     * @param nowNanos as of {@link System#nanoTime()}
     */
    OldGarbage(
            LongSupplier usedBytes, LongSupplier livedBytes, Runnable collection, long nowNanos) {
        this.usedBytes = usedBytes;
        this.livedBytes = livedBytes;
        this.collection = collection;
        this.lastNanos = nowNanos;
    }

    /**
     * That of this process.
     *
     * @param nowNanos as of {@link System#nanoTime()}
     */
    public static OldGarbage ofThisProcess(long nowNanos) {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals(OF_THE_SERIAL_COLLECTOR))
                .findFirst()
                .map(pool -> in(pool, nowNanos))
                .orElse(new OldGarbage(() -> 0, () -> 0, () -> {}, nowNanos));
    }

    private static OldGarbage in(MemoryPoolMXBean pool, long nowNanos) {
        return new OldGarbage(
                () -> used(pool.getUsage()),
                () -> used(pool.getCollectionUsage()),
                System::gc,
                nowNanos);
    }

    private static long used(@Nullable MemoryUsage usage) {
        return usage == null ? 0 : usage.getUsed();
    }

    /**
     * Has it collected when there is as much of it as of what lived, or when it has not been looked
     * for in an hour. Stops the process for it.
     */
    public void look(long nowNanos) {
        long used = usedBytes.getAsLong();
        boolean isMuch = used > TIMES_WHAT_LIVED * livedBytes.getAsLong();
        boolean isLongAgo = nowNanos - lastNanos > LONGEST.toNanos();
        if (used > LITTLE_BYTES && (isMuch || isLongAgo)) {
            lastNanos = nowNanos;
            collection.run();
        }
    }
}
