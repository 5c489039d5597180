package dev.waggle.proxy.auth;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The successes of the last minutes, so that a browser's every request does not cost a hash.
 *
 * <p>Holds at most {@link #CAPACITY}. Each proof has four places; a new one takes a free place,
 * else that of the one that was not used for longest. Reading and writing is one look at four
 * references: no thread waits for another, and what two of them write at once may lose one of the
 * two, which costs a hash.
 */
final class SuccessCache {
    /** The most successes that are kept. */
    static final int CAPACITY = 8192;

    private static final int WAYS = 4;
    private static final int REFRESHES = 8;

    private final AtomicReferenceArray<@Nullable Success> places =
            new AtomicReferenceArray<>(CAPACITY);
    private final long ttlNanos;

    private record Success(Proof proof, long lastUsed) {}

    /**
     * @param ttlNanos how long a success counts without being used; a change of the file ends it at
     *     once, because the proof names the file's content
     */
    SuccessCache(long ttlNanos) {
        this.ttlNanos = ttlNanos;
    }

    /** Whether this was a success not long ago. */
    boolean has(Proof proof, long now) {
        int first = firstPlace(proof);
        for (int i = first; i < first + WAYS; i++) {
            Success success = places.get(i);
            if (success != null && success.proof().equals(proof)) {
                return use(i, success, now);
            }
        }
        return false;
    }

    /** Notes a success. */
    void add(Proof proof, long now) {
        places.set(placeFor(proof, now), new Success(proof, now));
    }

    private int placeFor(Proof proof, long now) {
        int first = firstPlace(proof);
        int oldest = first;
        long oldestAge = Long.MIN_VALUE;
        for (int i = first; i < first + WAYS; i++) {
            Success success = places.get(i);
            if (success != null && success.proof().equals(proof)) {
                return i;
            }
            long age = success == null ? Long.MAX_VALUE : now - success.lastUsed();
            if (age > oldestAge) {
                oldest = i;
                oldestAge = age;
            }
        }
        return oldest;
    }

    private boolean use(int place, Success success, long now) {
        long age = now - success.lastUsed();
        // Not for every request: all event loops would fight for the cache line.
        if (age > ttlNanos / REFRESHES && age < ttlNanos) {
            places.compareAndSet(place, success, new Success(success.proof(), now));
        }
        return age < ttlNanos;
    }

    private static int firstPlace(Proof proof) {
        return ((int) proof.low() & (CAPACITY / WAYS - 1)) * WAYS;
    }
}
