package dev.waggle.proxy.http2;

import java.util.concurrent.TimeUnit;

/**
 * Counts the streams that we had to reset because of what the client sent: each costs a request
 * that no limit of open streams counts (CVE-2025-55163).
 */
final class MadeYouReset {
    static final int WINDOW_SECONDS = 30;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(WINDOW_SECONDS);

    private final int maxResets;
    private long windowStart;
    private int resets;

    /**
     * @param maxResets how many one window may see
     */
    MadeYouReset(int maxResets, long now) {
        this.maxResets = maxResets;
        windowStart = now;
    }

    /** One more; true when the connection has to end for it. */
    boolean isTooMuch(long now) {
        if (now - windowStart >= WINDOW_NANOS) {
            windowStart = now;
            resets = 0;
        }
        return ++resets > maxResets;
    }
}
