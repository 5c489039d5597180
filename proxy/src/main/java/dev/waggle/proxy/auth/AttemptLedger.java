package dev.waggle.proxy.auth;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever guesses: counts the failures and the open attempts of each client address.
 *
 * <p>From the sixth failure on, each within a minute of the one before, an answer waits 0.5, 1 and
 * then 2 seconds, and few attempts may be open at once, so that waiting cannot be made up for by
 * asking in parallel. What has succeeded lately is not an attempt: others behind the same address
 * are not slowed.
 *
 * <p>Knows at most {@link #CAPACITY} addresses, each with four places; a new one takes the place of
 * the one that was quiet longest. For all event loops: nothing here waits.
 */
final class AttemptLedger {
    /** The most addresses that are known at once. */
    static final int CAPACITY = 16_384;

    /** Failures that are answered at once. */
    static final int FREE_FAILURES = 5;

    /** The most attempts of one address that may be open, verified or waiting for their answer. */
    static final int MAX_OPEN = 128;

    /** The same for an address whose failures are slowed. */
    static final int MAX_OPEN_WHEN_SLOWED = 8;

    /** How long an address must not fail for its failures to be forgotten. */
    static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long FIRST_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MAX_DOUBLINGS = 2;
    private static final int WAYS = 4;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final AtomicReferenceArray<@Nullable Entry> places =
            new AtomicReferenceArray<>(CAPACITY);
    private final long seed;

    /**
     * One address. Immutable; replaced as a whole.
     *
     * @param failedAt when it last failed, where it has failures
     * @param open attempts that were begun and not ended
     * @param noted when something was last noted
     */
    private record Entry(long address, int failures, long failedAt, int open, long noted) {
        Entry at(long now) {
            boolean forgotten = now - failedAt >= WINDOW_NANOS;
            return new Entry(address, forgotten ? 0 : failures, failedAt, open, now);
        }

        boolean mayBegin() {
            return open < (failures > FREE_FAILURES ? MAX_OPEN_WHEN_SLOWED : MAX_OPEN);
        }

        Entry begun() {
            return mayBegin() ? new Entry(address, failures, failedAt, open + 1, noted) : this;
        }

        Entry failed() {
            // No need to count further than the longest delay.
            int most = FREE_FAILURES + MAX_DOUBLINGS + 1;
            return new Entry(address, Math.min(failures + 1, most), noted, open, noted);
        }

        Entry ended() {
            return new Entry(address, failures, failedAt, Math.max(0, open - 1), noted);
        }

        long delayNanos() {
            int slowed = failures - FREE_FAILURES;
            return slowed <= 0 ? 0 : FIRST_DELAY_NANOS << Math.min(slowed - 1, MAX_DOUBLINGS);
        }
    }

    /**
     * @param seed random, so that nobody outside knows which addresses share their places
     */
    AttemptLedger(long seed) {
        this.seed = seed;
    }

    /**
     * Opens an attempt.
     *
     * @return whether it may be made; if so, {@link #end} is called once
     */
    boolean begin(long address, long now) {
        Entry[] before = new Entry[1];
        update(
                address,
                now,
                entry -> {
                    before[0] = entry;
                    return entry.begun();
                });
        return before[0].mayBegin();
    }

    /**
     * Notes that the attempt was wrong.
     *
     * @return nanoseconds that its answer waits; it stays open until then
     */
    long fail(long address, long now) {
        return update(address, now, Entry::failed).delayNanos();
    }

    /** Closes an attempt. */
    void end(long address, long now) {
        update(address, now, Entry::ended);
    }

    private Entry update(long address, long now, UnaryOperator<Entry> change) {
        while (true) {
            int place = placeOf(address, now);
            Entry known = places.get(place);
            Entry before =
                    known != null && known.address() == address
                            ? known.at(now)
                            : new Entry(address, 0, now, 0, now);
            Entry after = change.apply(before);
            if (places.compareAndSet(place, known, after)) {
                return after;
            }
        }
    }

    private int placeOf(long address, long now) {
        int first = firstPlace(address);
        int quietest = first;
        long longest = Long.MIN_VALUE;
        for (int i = first; i < first + WAYS; i++) {
            Entry entry = places.get(i);
            if (entry != null && entry.address() == address) {
                return i;
            }
            long quiet = entry == null ? Long.MAX_VALUE : now - entry.noted();
            if (quiet > longest) {
                quietest = i;
                longest = quiet;
            }
        }
        return quietest;
    }

    private int firstPlace(long address) {
        long mixed = (address ^ seed) * MIX;
        mixed = (mixed ^ (mixed >>> 32)) * MIX;
        return (int) (mixed >>> 40) % (CAPACITY / WAYS) * WAYS;
    }
}
