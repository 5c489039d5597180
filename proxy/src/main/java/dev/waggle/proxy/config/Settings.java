package dev.waggle.proxy.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings that hold, one for each key that has a value; all of them readable. */
final class Settings {
    private final Map<ConfigKey<?>, Setting> byKey;

    Settings(Map<ConfigKey<?>, Setting> byKey) {
        this.byKey = new LinkedHashMap<>(byKey);
    }

    /** The value of a key that has a default. */
    <T> T get(ConfigKey<T> key) {
        T value = find(key);
        if (value == null) {
            throw new IllegalStateException(key.path() + " has no value");
        }
        return value;
    }

    /** The value of a key, or null where it is set nowhere. */
    <T> @Nullable T find(ConfigKey<T> key) {
        Setting setting = byKey.get(key);
        return setting == null ? null : key.type().parse(setting.text()).orElse(null);
    }

    /** A size that fits an int, as its range says. */
    int bytes(ConfigKey<Long> key) {
        return Math.toIntExact(get(key));
    }

    /** The setting of a key that has a default or that somebody set. */
    Setting setting(ConfigKey<?> key) {
        Setting setting = byKey.get(key);
        if (setting == null) {
            throw new IllegalStateException(key.path() + " has no value");
        }
        return setting;
    }

    /** Whether somebody set it for Waggle: a default and another tool's variable do not count. */
    boolean isSetOnPurpose(ConfigKey<?> key) {
        Setting setting = byKey.get(key);
        return setting != null
                && switch (setting.origin()) {
                    case Origin.Flag _, Origin.Line _ -> true;
                    case Origin.Variable(var name) -> name.equals(key.variable());
                    case Origin.Default _ -> false;
                };
    }

    List<Setting> all() {
        return List.copyOf(byKey.values());
    }
}
