package dev.waggle.routing;

/** What a table has for a request. The instances live as long as their table. */
public sealed interface Match {
    /** This route serves it. */
    record Matched(Route route) implements Match {}

    /** Nothing is known of the host. */
    record UnknownHost() implements Match {
        static final UnknownHost INSTANCE = new UnknownHost();
    }

    /** The host is known, but none of its contexts has the path. */
    record UnknownPath() implements Match {
        static final UnknownPath INSTANCE = new UnknownPath();
    }
}
