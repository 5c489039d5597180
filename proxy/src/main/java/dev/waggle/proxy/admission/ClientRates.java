package dev.waggle.proxy.admission;

import dev.waggle.routing.RateLimit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When each client's next request is due, by the generic cell rate algorithm (ITU-T I.371): one
 * number a client, bounded in memory. Safe for all threads, without a lock.
 *
 * <p>A client's place is one of {@value #WAYS} that its key leads to. When all are taken, the one
 * goes that has been quiet for longest; a limit may then be forgotten early, and is never applied
 * to somebody else.
 */
final class ClientRates {
    private static final int WAYS = 8;
    private static final int TRIES = 8;
    private static final long NONE = 0;

    private final AtomicLongArray keys;
    private final AtomicLongArray due;
    private final int sets;

    /**
     * @param clients how many are kept; rounded up to a power of two
     */
    ClientRates(int clients) {
        int size = Math.max(WAYS, Integer.highestOneBit(Math.max(1, clients - 1)) << 1);
        keys = new AtomicLongArray(size);
        due = new AtomicLongArray(size);
        sets = size / WAYS;
    }

    /**
     * Counts a request, unless it comes too early.
     *
     * @param key of the client and the route, evenly spread and not to be guessed by clients
     * @param nowNanos not negative, and never less than in an earlier call by more than a moment
     * @return 0 when it was counted; else after how many nanoseconds one would be
     */
    long take(long key, RateLimit limit, long nowNanos) {
        int place = place(key == NONE ? 1 : key, nowNanos);
        if (place < 0) {
            return 0;
        }
        long step = limit.nanosPerRequest();
        long ahead = step * (limit.burst() - 1);
        while (true) {
            long at = due.get(place);
            long wait = at - nowNanos - ahead;
            if (wait > 0) {
                return wait;
            }
            if (due.compareAndSet(place, at, Math.max(at, nowNanos) + step)) {
                return 0;
            }
        }
    }

    /** The client's place, or -1 when others fought for it too long. */
    private int place(long key, long nowNanos) {
        int first = (int) Long.remainderUnsigned(key, sets) * WAYS;
        for (int i = 0; i < TRIES; i++) {
            int found = find(first, key);
            if (found >= 0) {
                return found;
            }
            int free = find(first, NONE);
            int claimed =
                    free >= 0
                            ? claim(free, NONE, key, nowNanos)
                            : claimQuietest(first, key, nowNanos);
            if (claimed >= 0) {
                return claimed;
            }
        }
        return -1;
    }

    private int find(int first, long key) {
        for (int i = first; i < first + WAYS; i++) {
            if (keys.get(i) == key) {
                return i;
            }
        }
        return -1;
    }

    private int claimQuietest(int first, long key, long nowNanos) {
        int quietest = first;
        long owner = keys.get(first);
        for (int i = first + 1; i < first + WAYS; i++) {
            if (due.get(i) < due.get(quietest)) {
                quietest = i;
                owner = keys.get(i);
            }
        }
        return owner == key ? quietest : claim(quietest, owner, key, nowNanos);
    }

    /**
     * Gives a place to a client, if it still is whose it was found to be: another thread may have
     * given it to the same client meanwhile, and counted with it.
     */
    private int claim(int place, long owner, long key, long nowNanos) {
        long owed = due.get(place);
        if (!keys.compareAndSet(place, owner, key)) {
            return -1;
        }
        if (owed > nowNanos) {
            due.compareAndSet(place, owed, nowNanos);
        }
        return place;
    }
}
