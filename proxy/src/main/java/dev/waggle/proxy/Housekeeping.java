package dev.waggle.proxy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what must be done now and then, one chore after the other, until its thread is interrupted.
 * A chore that fails is counted and tried again the next time; the others do not notice.
 */
final class Housekeeping implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    /** Of failures in a row every so many is logged, beside the first. */
    private static final int LOG_EVERY = 300;

    private final Duration pause;
    private final Map<String, Runnable> chores = new LinkedHashMap<>();
    private final Map<String, Long> inARow = new LinkedHashMap<>();
    private final AtomicLong failures = new AtomicLong();

    /**
     * @param pause between two rounds
     */
    Housekeeping(Duration pause) {
        this.pause = pause;
    }

    /** Adds a chore behind the others; before it runs. */
    Housekeeping chore(String name, Runnable work) {
        chores.put(name, work);
        return this;
    }

    /** How many times a chore has failed. Any thread. */
    long failures() {
        return failures.get();
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            round();
            try {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Does every chore once. */
    void round() {
        chores.forEach(this::attempt);
    }

    private void attempt(String name, Runnable work) {
        try {
            work.run();
            inARow.remove(name);
        } catch (RuntimeException e) {
            failures.incrementAndGet();
            long count = inARow.merge(name, 1L, Long::sum);
            if (count % LOG_EVERY == 1) {
                LOG.error("{} failed {} times in a row, and is tried again", name, count, e);
            }
        }
    }
}
