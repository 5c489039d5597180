package dev.waggle.acme.manage;

import dev.waggle.acme.life.OrderProblem.Kind;
import java.time.Duration;

/**
 * How long to wait after a failure: pure. Doubled with each one in a row, bounded; what costs the
 * CA nothing is tried again sooner.
 *
 * @param first wait after the first of those failures that a CA counts, over zero
 * @param longest wait after many of them, no shorter than the first
 */
public record Backoff(Duration first, Duration longest) {

    /** No answer of a CA, and no clock that was wrong, holds for longer. */
    static final Duration LONGEST = Duration.ofDays(7);

    /** A minute, and half a day. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMinutes(1), Duration.ofHours(12));

    private static final double JITTER = 0.2;
    private static final int MAX_DOUBLINGS = 20;

    public Backoff {
        if (!first.isPositive() || longest.compareTo(first) < 0 || longest.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a wait is over zero, and at most seven days");
        }
    }

    /**
     * @param attempts how many have failed in a row, at least 1
     * @param atLeast what the CA or the ledger has asked for
     * @param random from 0 to 1
     */
    Duration wait(Kind kind, int attempts, Duration atLeast, double random) {
        Duration doubled = doubled(kind, attempts);
        Duration spread = doubled.plusMillis((long) (doubled.toMillis() * JITTER * random));
        return shorter(spread.compareTo(atLeast) < 0 ? atLeast : spread, LONGEST);
    }

    private Duration doubled(Kind kind, int attempts) {
        long factor = 1L << Math.min(attempts - 1, MAX_DOUBLINGS);
        return switch (kind) {
            // The CA is not there, or the store: nothing is spent by trying. 5 s to 15 min.
            case TRANSPORT, CA_ERROR, CLOCK, STORE, LEDGER ->
                    shorter(first.dividedBy(12).multipliedBy(factor), longest.dividedBy(48));
            // Somebody has to change something, and looking costs nothing. 30 s to 30 min.
            case PREFLIGHT, RATE_LIMITED, INTERNAL ->
                    shorter(first.dividedBy(2).multipliedBy(factor), longest.dividedBy(24));
            case VALIDATION, CHALLENGE, REJECTED, WRONG_CERTIFICATE, ACCOUNT, MALFORMED ->
                    shorter(first.multipliedBy(factor), longest);
        };
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
