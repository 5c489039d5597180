package dev.waggle.proxy.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be set. Its path in the file, its flag and its environment variable are the
 * same words: {@code acme.email}, {@code --acme-email}, {@code WAGGLE_ACME_EMAIL}.
 *
 * @param path where it stands in the file, dots between the levels
 * @param defaultText what holds when it is set nowhere, as one would write it; null for nothing
 * @param description one sentence for people
 * @param secret whether its value is never shown; then it has no flag of its own, because flags
 *     show in {@code ps}, but a second key with {@code -file} at its end
 * @param otherVariables environment variables of other tools that count too, after the own one
 * @param <T> the type of its value
 */
public record ConfigKey<T>(
        String path,
        ValueType<T> type,
        @Nullable String defaultText,
        String description,
        boolean secret,
        List<String> otherVariables) {
    private static final String PREFIX = "WAGGLE_";

    public ConfigKey {
        otherVariables = List.copyOf(otherVariables);
        if (defaultText != null && type.parse(defaultText).isEmpty()) {
            throw new IllegalArgumentException(path + ": its default " + defaultText + " is bad");
        }
    }

    /** The flag that sets it, {@code --acme-email}. */
    public String flag() {
        return "--" + path.replace('.', '-');
    }

    /** The environment variable that sets it, {@code WAGGLE_ACME_EMAIL}. */
    public String variable() {
        return PREFIX + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Whether the flag alone means true. */
    public boolean isSwitch() {
        return Boolean.TRUE.equals(type.parse("true").orElse(null));
    }

    /** The path of the key that names a file with this key's value. */
    String fileForm() {
        return path + "-file";
    }
}
