package dev.waggle.proxy.auth;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The password files that routes name, as they were when last looked at.
 *
 * <p>{@link #known} is for event loops and never waits; everything else may read a disk. A file is
 * looked at as long as a route names it or a request has asked for it within {@link #FORGET_AFTER}:
 * their number is bounded by that of the routes.
 */
final class PasswordFiles {
    /** How long a file that no route names any more is still looked at. */
    static final Duration FORGET_AFTER = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(PasswordFiles.class);
    private static final long TOUCH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ConcurrentHashMap<Path, Entry> entries = new ConcurrentHashMap<>();
    private final PasswordFileReader reader = new PasswordFileReader();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final LongSupplier nanoTime;
    private volatile Set<Path> named = Set.of();

    /** One file; only {@link #lastUsed} is written by event loops. */
    private static final class Entry {
        volatile PasswordFile file;
        volatile long lastUsed;
        FileStamp stamp;
        boolean settled;

        Entry(PasswordFile file, long now, FileStamp stamp, boolean settled) {
            this.file = file;
            this.lastUsed = now;
            this.stamp = stamp;
            this.settled = settled;
        }
    }

    PasswordFiles(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * The file as last seen, or null when it has not been looked at yet. Neither waits nor locks.
     */
    @Nullable PasswordFile known(Path path) {
        Entry entry = entries.get(path);
        if (entry == null) {
            return null;
        }
        long now = nanoTime.getAsLong();
        // Not for every request: all event loops would fight for the cache line.
        if (now - entry.lastUsed > TOUCH_NANOS) {
            entry.lastUsed = now;
        }
        return entry.file;
    }

    /** The file, read now if it has not been looked at yet. */
    PasswordFile load(Path path) {
        return entries.computeIfAbsent(path, this::first).file;
    }

    /** Says which files the routes name now; they are read at the next look, before anyone asks. */
    void name(Set<Path> paths) {
        named = Set.copyOf(paths);
    }

    /** Looks at every file once: reads what is new or has changed, forgets what nobody uses. */
    void look() {
        Set<Path> wanted = named;
        wanted.forEach(this::load);
        long now = nanoTime.getAsLong();
        entries.entrySet()
                .removeIf(entry ->
                        !wanted.contains(entry.getKey())
                                && now - entry.getValue().lastUsed > FORGET_AFTER.toNanos());
        entries.forEach(this::lookAt);
    }

    /**
     * Looks again and again, until {@link #stop}; on a thread of its own.
     *
     * @param looked run after every look
     */
    void watch(Duration interval, Runnable looked) {
        try {
            do {
                lookSafely(looked);
            } while (!stopped.await(interval.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends {@link #watch}. */
    void stop() {
        stopped.countDown();
    }

    private void lookSafely(Runnable looked) {
        try {
            look();
            looked.run();
        } catch (RuntimeException e) {
            log.error("Looking at the password files failed; trying again", e);
        }
    }

    private Entry first(Path path) {
        // The stamp comes before the content: a change between the two is then seen next time.
        FileStamp stamp = FileStamp.of(path);
        PasswordFile file = reader.read(path);
        report(path, file);
        return new Entry(file, nanoTime.getAsLong(), stamp, stamp.isSettled(Instant.now()));
    }

    private void lookAt(Path path, Entry entry) {
        FileStamp stamp = FileStamp.of(path);
        if (entry.settled && stamp.equals(entry.stamp)) {
            return;
        }
        PasswordFile now = reader.read(path, entry.file);
        entry.stamp = stamp;
        entry.settled = stamp.isSettled(Instant.now());
        if (!now.equals(entry.file)) {
            entry.file = now;
            report(path, now);
        }
    }

    /** What is wrong with a file is told as a problem of its routes. */
    private static void report(Path path, PasswordFile file) {
        if (file instanceof PasswordFile.Loaded(var content, _, _)) {
            log.info("Password file {} is read and has {} users", path, content.users().size());
        }
    }
}
