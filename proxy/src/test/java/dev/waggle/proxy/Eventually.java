package dev.waggle.proxy;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another thread or process does, looking again and again. */
final class Eventually {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Eventually() {}

    /** Returns when it holds; fails when it does not for a long time. */
    static void is(Callable<Boolean> condition) {
        isWithin(LONGEST, condition);
    }

    /** The same where it may take longer than usual, or must not. */
    static void isWithin(Duration longest, Callable<Boolean> condition) {
        long end = System.nanoTime() + longest.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("did not come to be within " + longest);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean holds(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
