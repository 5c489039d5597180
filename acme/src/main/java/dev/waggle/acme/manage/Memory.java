package dev.waggle.acme.manage;

import dev.waggle.acme.life.OrderProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is remembered of a certificate over a restart, beside itself. Immutable.
 *
 * @param attempts failed ones since the last success
 * @param failure the last of them; empty after a success
 * @param unwantedSince since when nobody mentions it
 * @param issuedAt when the present certificate was saved
 * @param window what the CA says of its renewal
 * @param askAt when the CA is asked again
 * @param warnedOf the fingerprint of the certificate of whose end an operator was told; or empty
 */
record Memory(
        int attempts,
        Optional<Failure> failure,
        Optional<Instant> unwantedSince,
        Optional<Instant> issuedAt,
        Optional<Window> window,
        Optional<Instant> askAt,
        String warnedOf) {

    /** Nothing has happened yet. */
    static final Memory NOTHING =
            new Memory(
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "");

    /**
     * An attempt that failed.
     *
     * @param at when
     * @param retryAt when the next one begins, after that
     */
    record Failure(OrderProblem problem, Instant at, Instant retryAt) {

        /** A clock that has gone back to before the failure has told a wrong time then. */
        boolean isOver(Instant now) {
            return now.isBefore(at) || !now.isBefore(retryAt);
        }
    }

    Memory failed(OrderProblem problem, Instant now, Duration wait) {
        return new Memory(
                attempts + 1,
                Optional.of(new Failure(problem, now, now.plus(wait))),
                unwantedSince,
                issuedAt,
                window,
                askAt,
                warnedOf);
    }

    Memory issued(Instant now) {
        return new Memory(
                0,
                Optional.empty(),
                unwantedSince,
                Optional.of(now),
                Optional.empty(),
                Optional.empty(),
                warnedOf);
    }

    Memory withUnwantedSince(Optional<Instant> since) {
        return new Memory(attempts, failure, since, issuedAt, window, askAt, warnedOf);
    }

    Memory withWindow(Optional<Window> now, Instant askAgainAt) {
        return new Memory(
                attempts, failure, unwantedSince, issuedAt, now, Optional.of(askAgainAt), warnedOf);
    }

    Memory withWarnedOf(String fingerprint) {
        return new Memory(attempts, failure, unwantedSince, issuedAt, window, askAt, fingerprint);
    }
}
