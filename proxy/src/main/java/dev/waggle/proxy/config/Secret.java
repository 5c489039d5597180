package dev.waggle.proxy.config;

import java.util.Objects;

/** A credential that shows itself only to who asks for it, never in a log or a dump. */
public final class Secret {
    /** What stands in its place wherever values are shown. */
    public static final String MASK = "********";

    private final String value;

    public Secret(String value) {
        this.value = Objects.requireNonNull(value);
    }

    /** The credential itself. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
