package dev.waggle.proxy.http2;

import java.util.concurrent.TimeUnit;

/**
 * Counts the streams that we had to reset because of what the client sent: each costs a request
 * that no limit of open streams counts (CVE-2025-55163).
 */
final class MadeYouReset {
    /** As many in one window as Netty allows resets from the client itself. */
    static final int MAX_RESETS = 200;

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

    private long windowStart;
    private int resets;

    MadeYouReset(long now) {
        windowStart = now;
    }

    /** One more; true when the connection has to end for it. */
    boolean isTooMuch(long now) {
        if (now - windowStart >= WINDOW_NANOS) {
            windowStart = now;
            resets = 0;
        }
        return ++resets > MAX_RESETS;
    }
}
