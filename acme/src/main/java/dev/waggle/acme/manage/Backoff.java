package dev.waggle.acme.manage;

import dev.waggle.acme.life.OrderProblem.Kind;
import java.time.Duration;

/**
 * How long to wait after a failure: pure. Doubled with each one in a row, bounded; what costs the
 * CA nothing is tried again soon.
 */
enum Backoff {
    /** The CA is not there, or the store: nothing is spent by trying. */
    SOON(Duration.ofSeconds(5), Duration.ofMinutes(15)),
    /** Somebody has to change something, and it costs the CA nothing to be asked. */
    PATIENT(Duration.ofSeconds(30), Duration.ofMinutes(30)),
    /** Each attempt is counted by the CA. */
    SPARING(Duration.ofMinutes(2), Duration.ofHours(12));

    /** No answer of a CA, and no clock that was wrong, holds for longer. */
    static final Duration LONGEST = Duration.ofDays(7);

    private static final double JITTER = 0.2;
    private static final int MAX_DOUBLINGS = 20;

    private final Duration first;
    private final Duration longest;

    Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
    }

    static Backoff of(Kind kind) {
        return switch (kind) {
            case TRANSPORT, CA_ERROR, CLOCK, STORE, LEDGER -> SOON;
            case PREFLIGHT, RATE_LIMITED, INTERNAL -> PATIENT;
            case VALIDATION, CHALLENGE, REJECTED, WRONG_CERTIFICATE, ACCOUNT, MALFORMED -> SPARING;
        };
    }

    /**
     * @param attempts how many have failed in a row, at least 1
     * @param atLeast what the CA or the ledger has asked for
     * @param random from 0 to 1
     */
    Duration wait(int attempts, Duration atLeast, double random) {
        long factor = 1L << Math.min(attempts - 1, MAX_DOUBLINGS);
        Duration doubled = shorter(first.multipliedBy(factor), longest);
        Duration spread = doubled.plusMillis((long) (doubled.toMillis() * JITTER * random));
        return shorter(spread.compareTo(atLeast) < 0 ? atLeast : spread, LONGEST);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
