package dev.waggle.proxy.upstream;

import dev.waggle.proxy.loop.Deadlines;
import java.util.concurrent.TimeUnit;

/**
 * How long a task lets a connection wait, as far as it has shown: a request that must not be sent
 * twice takes none that the task might be closing just now (RFC 9112 section 9.3.1).
 *
 * <p>A task that once closed after two seconds is trusted for one; one that closes after every
 * answer, not at all. What was learned is forgotten after a while. Belongs to one event loop.
 */
final class TaskPatience {
    private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final long most;
    private long shown;
    private long shownAt;

    /**
     * @param most how long a connection may have waited at a task that never closed one
     */
    TaskPatience(long most) {
        this.most = most;
        this.shown = Long.MAX_VALUE;
    }

    /** The task closed a connection that had waited for so long. */
    void ended(long idleNanos, long now) {
        if (idleNanos <= shown || now - shownAt > REMEMBERED_NANOS) {
            shown = idleNanos;
            shownAt = now;
        }
    }

    /** Whether one that has waited for so long may get a request that must not be sent twice. */
    boolean allows(long idleNanos, long now) {
        if (idleNanos >= most) {
            return false;
        }
        boolean known = shown != Long.MAX_VALUE && now - shownAt <= REMEMBERED_NANOS;
        // Times are those of the last tick.
        return !known || idleNanos + Deadlines.TICK_NANOS < shown / 2;
    }
}
