package dev.waggle.proxy.config;

import java.nio.file.Path;

/** Where a value was written. The order of the cases is that of precedence, the strongest first. */
public sealed interface Origin {
    /** On the command line. */
    record Flag(String name) implements Origin {}

    /** In the environment. */
    record Variable(String name) implements Origin {}

    /**
     * In the file.
     *
     * @param line counted from 1
     */
    record Line(Path file, int line) implements Origin {}

    /** Nowhere; the built-in value, of the named kind. */
    record Default(String name) implements Origin {}

    /** As people read it, {@code flag --acme-email}. */
    default String text() {
        return switch (this) {
            case Flag(var name) -> "flag " + name;
            case Variable(var name) -> "environment variable " + name;
            case Line(var file, int line) -> file + ":" + line;
            case Default(var name) -> name;
        };
    }
}
