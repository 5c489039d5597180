package dev.waggle.routing;

/** Whether a service that has no task to serve with is about to have one. */
public enum Outlook {
    /** Nothing is known to be on its way: what is there is all there will be. */
    SETTLED,
    /** A task is starting, is being replaced, or is about to be restarted: waiting is worth it. */
    COMING,
    /** Nobody wants it to have a task: waiting is not worth it. */
    SCALED_TO_ZERO;

    /** Of two services that serve the same thing. */
    public Outlook or(Outlook other) {
        if (this == other) {
            return this;
        }
        return this == COMING || other == COMING ? COMING : SETTLED;
    }
}
