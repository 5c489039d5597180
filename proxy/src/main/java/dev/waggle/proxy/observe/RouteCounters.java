package dev.waggle.proxy.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one event loop counted for one route. The loop counts without an allocation, a lock or an
 * atomic instruction; a scrape reads from another thread and may see an exchange half counted.
 */
public final class RouteCounters {
    /** Upper bounds of the duration's buckets, in milliseconds; one more has no bound. */
    private static final long[] BOUNDS_MILLIS = {
        1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000
    };

    static final int BUCKETS = BOUNDS_MILLIS.length + 1;

    /** Classes of status: 1xx to 5xx, and 0 for an exchange that ended without one. */
    static final int CLASSES = 6;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

    // All in one array, so that a count touches two or three cache lines.
    private static final int BYTES_IN = CLASSES;
    private static final int BYTES_OUT = BYTES_IN + 1;
    private static final int NANOS = BYTES_OUT + 1;
    private static final int FIRST_BUCKET = NANOS + 1;

    private final long[] values = new long[FIRST_BUCKET + BUCKETS];

    RouteCounters() {}

    /**
     * Counts an exchange that is over.
     *
     * @param status that was sent, 0 when none was
     * @param bytesIn of the request's body
     * @param bytesOut of the response's body
     */
    public void count(int status, long durationNanos, long bytesIn, long bytesOut) {
        int statusClass = status / 100;
        add(statusClass >= 0 && statusClass < CLASSES ? statusClass : 0, 1);
        add(BYTES_IN, bytesIn);
        add(BYTES_OUT, bytesOut);
        add(NANOS, durationNanos);
        add(FIRST_BUCKET + bucket(durationNanos), 1);
    }

    /** Adds what another one counted; for sums, which one thread makes. */
    void addAll(RouteCounters other) {
        for (int i = 0; i < values.length; i++) {
            add(i, other.get(i));
        }
    }

    /** How many exchanges are over, whatever became of them. */
    long requests() {
        long all = 0;
        for (int statusClass = 0; statusClass < CLASSES; statusClass++) {
            all += requests(statusClass);
        }
        return all;
    }

    long requests(int statusClass) {
        return get(statusClass);
    }

    long bytesIn() {
        return get(BYTES_IN);
    }

    long bytesOut() {
        return get(BYTES_OUT);
    }

    double seconds() {
        return get(NANOS) / 1e9;
    }

    /** How many fell into this bucket alone. */
    long inBucket(int bucket) {
        return get(FIRST_BUCKET + bucket);
    }

    /** The bucket's upper bound in seconds. */
    static double bound(int bucket) {
        return bucket < BOUNDS_MILLIS.length
                ? BOUNDS_MILLIS[bucket] / 1e3
                : Double.POSITIVE_INFINITY;
    }

    private static int bucket(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS_MILLIS.length && nanos > BOUNDS_MILLIS[bucket] * NANOS_PER_MILLI) {
            bucket++;
        }
        return bucket;
    }

    private void add(int index, long difference) {
        ELEMENT.setOpaque(values, index, values[index] + difference);
    }

    private long get(int index) {
        return (long) ELEMENT.getOpaque(values, index);
    }
}
