package dev.waggle.proxy;

import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for the end of work, on the thread that stops the process. */
final class Drain {
    private static final long LOOK_EVERY_NANOS = 20_000_000;

    /** Enough turns of an event loop for what waits in its accept queue, sixteen a turn. */
    private static final int TURNS = 16;

    private Drain() {}

    /** Returns when the work is over or the deadline has come. */
    static void awaitUntil(BooleanSupplier over, Instant deadline) {
        while (!over.getAsBoolean() && Instant.now().isBefore(deadline)) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    /**
     * Lets every event loop accept what waits in its queue: a listener that closes resets what it
     * has not accepted.
     */
    static void settle(List<EventLoop> loops) {
        for (int turn = 0; turn < TURNS; turn++) {
            for (EventLoop loop : loops) {
                loop.submit(() -> {}).awaitUninterruptibly();
            }
        }
    }
}
