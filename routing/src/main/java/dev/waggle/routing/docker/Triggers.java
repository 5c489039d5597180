package dev.waggle.routing.docker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where the thread that reads waits, and where the thread that hears events wakes it. */
public final class Triggers {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Debounce debounce;

    public Triggers(Debounce debounce) {
        this.debounce = debounce;
    }

    /** Something changed, or may have. */
    public void fire() {
        lock.lock();
        try {
            debounce.event(System.nanoTime());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a burst of events to be over, or for this long when none begins.
     *
     * @return whether there were events
     */
    public boolean await(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long end = System.nanoTime() + atMost.toNanos();
            while (!debounce.isOpen()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                changed.await(left, TimeUnit.NANOSECONDS);
            }
            awaitQuiet();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void awaitQuiet() throws InterruptedException {
        long left = debounce.remainingNanos(System.nanoTime());
        while (left > 0) {
            changed.await(left, TimeUnit.NANOSECONDS);
            left = debounce.remainingNanos(System.nanoTime());
        }
        debounce.clear();
    }
}
