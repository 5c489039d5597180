package dev.waggle.acme.preflight;

/**
 * Looks, before an attempt is spent at a CA, whether it can succeed.
 *
 * <p>Used by many virtual threads at once; it may block for a bounded time, and stops when
 * interrupted.
 */
@FunctionalInterface
public interface Preflight {

    /** Looks at nothing. */
    Preflight OFF = _ -> Finding.CLEAR;

    /** Only what is certain holds an attempt; a look that merely fails is a warning. */
    Finding look(PreflightQuestion question) throws InterruptedException;
}
