package dev.waggle.proxy.exchange;

/**
 * Bounds the further attempts at an upstream to a fifth of its requests, so that retries never
 * double an overload; and some more, so that the few requests of a quiet service may be tried
 * again, and those that were under way at a task that died.
 *
 * <p>Belongs to one event loop.
 */
public final class RetryBudget {
    /** How many requests earn one further attempt. */
    private static final int REQUESTS_PER_RETRY = 5;

    /** How many may be saved. */
    private static final int MOST_SAVED = 200;

    private int earned = MOST_SAVED * REQUESTS_PER_RETRY;

    /** A request came: it earns its part. */
    public void requested() {
        if (earned < MOST_SAVED * REQUESTS_PER_RETRY) {
            earned++;
        }
    }

    /** Spends one further attempt, if there is one to spend. */
    public boolean spend() {
        if (earned < REQUESTS_PER_RETRY) {
            return false;
        }
        earned -= REQUESTS_PER_RETRY;
        return true;
    }
}
