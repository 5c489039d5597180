package dev.waggle.proxy.auth;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few threads that verify passwords: hashing is made to be slow, and must leave the event loops
 * their cores.
 *
 * <p>Handing a task over takes no lock, because event loops do it: the queue of a {@code
 * ThreadPoolExecutor} that has a bound has a lock too.
 */
final class HashWorkers implements Executor, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HashWorkers.class);

    private final LinkedTransferQueue<Runnable> queue = new LinkedTransferQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Thread[] threads;
    private final int maxWaiting;

    /**
     * @param count how many passwords are verified at once
     * @param maxWaiting how many may wait for their turn
     */
    HashWorkers(int count, int maxWaiting) {
        this.maxWaiting = maxWaiting;
        this.threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            threads[i] = Thread.ofPlatform().name("waggle-auth-" + i).daemon().start(this::work);
        }
    }

    /**
     * Runs this soon.
     *
     * @throws RejectedExecutionException when too many wait
     */
    @Override
    public void execute(Runnable task) {
        if (waiting.incrementAndGet() > maxWaiting) {
            waiting.decrementAndGet();
            throw new RejectedExecutionException("Too many passwords wait to be verified");
        }
        queue.offer(task);
    }

    /** Stops when what is under way is done; what waits is dropped. */
    @Override
    public void close() {
        for (Thread thread : threads) {
            thread.interrupt();
        }
    }

    private void work() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Runnable task = queue.take();
                waiting.decrementAndGet();
                runSafely(task);
            }
        } catch (InterruptedException e) {
            // Being told to stop is how this ends.
            Thread.currentThread().interrupt();
        }
    }

    private static void runSafely(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("Verifying a password failed", e);
        }
    }
}
