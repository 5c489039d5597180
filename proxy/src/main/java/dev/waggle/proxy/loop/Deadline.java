package dev.waggle.proxy.loop;

/**
 * A point in time at which something gives up, unless it was moved or cancelled before.
 *
 * <p>Setting and cancelling are a field write. Belongs to one event loop.
 */
public abstract class Deadline {
    static final long NEVER = Long.MAX_VALUE;

    private final Deadlines deadlines;
    private long at = NEVER;

    /** Where {@link Deadlines} keeps this; -1 when it does not. */
    int slot = -1;

    protected Deadline(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    /**
     * Expires when this much time has passed from now, at the earliest; at most two ticks later.
     */
    public final void setIn(long nanos) {
        at = deadlines.nanoTime() + Deadlines.TICK_NANOS + nanos;
        if (slot < 0) {
            deadlines.register(this);
        }
    }

    /** Does not expire any more, until it is set again. */
    public final void cancel() {
        at = NEVER;
    }

    /** Cancels, and is no longer looked at: for the end of its owner's life. */
    public final void close() {
        at = NEVER;
        deadlines.unregister(this);
    }

    /** Whether it is set. */
    public final boolean isSet() {
        return at != NEVER;
    }

    final void check(long now) {
        if (at != NEVER && now - at >= 0) {
            at = NEVER;
            expired();
        }
    }

    /** Called once on the event loop, when the time has come. */
    protected abstract void expired();
}
