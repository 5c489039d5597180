package dev.waggle.proxy.overload;

/** What goes, one step after the other: what hurts least goes first. */
public enum Shedding {
    NOTHING,
    /** Connections that want in. */
    NEW,
    /** Those too, and connections on which nothing is under way. */
    IDLE,
    /** Those too, and connections whose clients make us hold the most. */
    SLOWEST;

    /** The next step, where the worst resource is at this level. */
    Shedding next(Level worst) {
        return switch (worst) {
            case CALM -> NOTHING;
            case HIGH -> this == NOTHING ? NEW : IDLE;
            case CRITICAL -> compareTo(IDLE) < 0 ? IDLE : SLOWEST;
        };
    }
}
