package dev.waggle.proxy.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a later reading of the configuration changes of the one that holds: pure.
 *
 * @param result what holds from now on: of the keys that need a restart, the values of before
 * @param taken what takes effect
 * @param waiting what was changed and needs a restart to take effect
 */
public record ConfigChange(
        ConfigLoad.Loaded result, List<Difference> taken, List<Difference> waiting) {
    private static final String UNSET = "(not set)";

    /**
     * A key with another value.
     *
     * @param before as it may be shown
     * @param after as it may be shown
     */
    public record Difference(String key, String before, String after) {
        /** {@code limits.head: 32k -> 64k}. */
        public String text() {
            return key + ": " + before + " -> " + after;
        }
    }

    public ConfigChange {
        taken = List.copyOf(taken);
        waiting = List.copyOf(waiting);
    }

    /** From the one that holds to one that was read later. */
    public static ConfigChange between(ConfigLoad.Loaded running, ConfigLoad.Loaded next) {
        Map<ConfigKey<?>, Setting> before = byKey(running);
        Map<ConfigKey<?>, Setting> after = byKey(next);
        Map<ConfigKey<?>, Setting> result = new LinkedHashMap<>();
        List<Difference> taken = new ArrayList<>();
        List<Difference> waiting = new ArrayList<>();
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            boolean live = ConfigKeys.LIVE.contains(key);
            Setting old = before.get(key);
            Setting fresh = after.get(key);
            if (!Objects.equals(text(old), text(fresh))) {
                (live ? taken : waiting).add(new Difference(key.path(), shown(old), shown(fresh)));
            }
            Setting chosen = live ? fresh : old;
            if (chosen != null) {
                result.put(key, chosen);
            }
        }
        Settings settings = new Settings(result);
        return new ConfigChange(
                new ConfigLoad.Loaded(Config.from(settings), settings.all()), taken, waiting);
    }

    private static Map<ConfigKey<?>, Setting> byKey(ConfigLoad.Loaded loaded) {
        Map<ConfigKey<?>, Setting> byKey = new LinkedHashMap<>();
        loaded.settings().forEach(setting -> byKey.put(setting.key(), setting));
        return byKey;
    }

    private static @Nullable String text(@Nullable Setting setting) {
        return setting == null ? null : setting.text();
    }

    private static String shown(@Nullable Setting setting) {
        return setting == null ? UNSET : setting.shown();
    }
}
