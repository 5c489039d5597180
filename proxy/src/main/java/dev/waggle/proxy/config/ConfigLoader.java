package dev.waggle.proxy.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: a flag before the environment before the file before the default. It can
 * be asked again, and then reads the file and the files of secrets anew.
 *
 * <p>Every value that was written is checked, also one that a stronger one hides. An environment
 * variable that is empty counts as not set.
 */
public final class ConfigLoader {
    /** The flag that names the file. */
    public static final String FILE_FLAG = "--config";

    private static final String FILE_VARIABLE = "WAGGLE_CONFIG";
    private static final String PREFIX = "WAGGLE_";

    private final Map<String, String> flags;
    private final Map<String, String> environment;
    private final Map<ConfigKey<?>, Setting> defaults;

    /**
     * @param flags values by flag, {@code --acme-email}; unknown flags become problems
     * @param environment variables by name; those of Waggle that are unknown become problems
     */
    public ConfigLoader(Map<String, String> flags, Map<String, String> environment) {
        this(flags, environment, Map.of());
    }

    private ConfigLoader(
            Map<String, String> flags,
            Map<String, String> environment,
            Map<ConfigKey<?>, Setting> defaults) {
        this.flags = new TreeMap<>(flags);
        this.environment = new TreeMap<>(environment);
        this.defaults = Map.copyOf(defaults);
    }

    /** The same with the defaults for trying things out: free of root's ports and directories. */
    public ConfigLoader forQuickstart() {
        Origin origin = new Origin.Default("quickstart default");
        Map<ConfigKey<?>, Setting> values = new LinkedHashMap<>();
        quickstartTexts().forEach((key, text) -> values.put(key, new Setting(key, text, origin)));
        return new ConfigLoader(flags, environment, values);
    }

    private Map<ConfigKey<?>, String> quickstartTexts() {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
        String state = environment.getOrDefault("XDG_STATE_HOME", home + "/.local/state");
        return Map.of(
                ConfigKeys.HTTPS_PORT, "8443",
                ConfigKeys.HTTP_PORT, "8080",
                ConfigKeys.SELF_SIGNED, "true",
                ConfigKeys.STATE_DIR, state + "/waggle");
    }

    private boolean isQuickstart() {
        return !defaults.isEmpty();
    }

    /** Reads everything. */
    public ConfigLoad load() {
        return new Reading().result();
    }

    /** One reading: what was found so far, and what was wrong with it. */
    private final class Reading {
        private final List<ConfigProblem> problems = new ArrayList<>();
        private final Map<ConfigKey<?>, Setting> found = new LinkedHashMap<>();

        ConfigLoad result() {
            readFlags();
            readEnvironment();
            readFile();
            readDefaults();
            Settings settings = new SecretFiles(problems::add).resolve(found);
            if (problems.isEmpty()) {
                ConfigRules.check(settings, problems::add);
            }
            return problems.isEmpty()
                    ? new ConfigLoad.Loaded(Config.from(settings), settings.all())
                    : new ConfigLoad.Rejected(problems);
        }

        private void readFlags() {
            flags.forEach((flag, text) -> {
                Origin origin = new Origin.Flag(flag);
                if (!flag.equals(FILE_FLAG)) {
                    add(ConfigKeys.byFlag(flag), flag, text, origin, flagNames());
                }
            });
        }

        private void readEnvironment() {
            environment.forEach((name, text) -> {
                if (name.startsWith(PREFIX) && !name.equals(FILE_VARIABLE) && !text.isBlank()) {
                    Origin origin = new Origin.Variable(name);
                    Optional<ConfigKey<?>> key = ConfigKeys.byVariable(name);
                    add(key, name, text.strip(), origin, variableNames());
                }
            });
            ConfigKeys.ALL.forEach(this::readOtherVariables);
        }

        private void readOtherVariables(ConfigKey<?> key) {
            // Developers have it set for their own tools, to values that mean nothing here; it is
            // read only when it says where the services are.
            boolean unneeded = isQuickstart() || found.containsKey(ConfigKeys.STACK_FILE);
            if (key.equals(ConfigKeys.DOCKER_HOST) && unneeded) {
                return;
            }
            for (String name : key.otherVariables()) {
                String text = environment.getOrDefault(name, "").strip();
                if (!text.isEmpty() && !found.containsKey(key)) {
                    add(new Setting(key, text, new Origin.Variable(name)));
                }
            }
        }

        private void readFile() {
            Path file = file();
            if (file == null) {
                return;
            }
            for (ConfigFile.Entry entry : ConfigFile.read(file, problems::add)) {
                Optional<ConfigKey<?>> key = ConfigKeys.byPath(entry.path());
                boolean emptySection = entry.text().isEmpty() && isSection(entry.path());
                if (!emptySection) {
                    add(key, entry.path(), entry.text(), entry.origin(), paths());
                }
            }
        }

        private @Nullable Path file() {
            String flag = flags.get(FILE_FLAG);
            String text = flag == null ? environment.getOrDefault(FILE_VARIABLE, "") : flag;
            Origin origin =
                    flag == null ? new Origin.Variable(FILE_VARIABLE) : new Origin.Flag(FILE_FLAG);
            if (text.isBlank() && flag == null) {
                return null;
            }
            try {
                if (!text.isBlank()) {
                    return Path.of(text);
                }
            } catch (InvalidPathException _) {
                // Told below, like an empty one.
            }
            problems.add(new ConfigProblem("config", origin, text, "expected a path"));
            return null;
        }

        private void readDefaults() {
            for (ConfigKey<?> key : ConfigKeys.ALL) {
                Setting changed = defaults.get(key);
                String text = key.defaultText();
                if (changed != null) {
                    found.putIfAbsent(key, changed);
                } else if (text != null) {
                    found.putIfAbsent(key, new Setting(key, text, new Origin.Default("default")));
                }
            }
        }

        private void add(
                Optional<ConfigKey<?>> key,
                String name,
                String text,
                Origin origin,
                Collection<String> known) {
            if (key.isPresent()) {
                add(new Setting(key.get(), text, origin));
            } else {
                // The value is not shown: it may be a secret whose key has a typing error.
                problems.add(new ConfigProblem(name, origin, "", unknown(name, known)));
            }
        }

        private void add(Setting setting) {
            if (setting.isReadable()) {
                found.putIfAbsent(setting.key(), setting);
            } else {
                problems.add(ConfigProblem.badValue(setting));
            }
        }
    }

    private static String unknown(String name, Collection<String> known) {
        if (isSection(name)) {
            return "is a group of keys and has no value of its own";
        }
        return Nearest.to(name, known)
                .map(nearest -> "is unknown; did you mean " + nearest + "?")
                .orElse("is unknown; `waggle config` prints all keys");
    }

    private static boolean isSection(String path) {
        return ConfigKeys.ALL.stream().anyMatch(key -> key.path().startsWith(path + "."));
    }

    private static List<String> flagNames() {
        return ConfigKeys.ALL.stream().filter(it -> !it.secret()).map(ConfigKey::flag).toList();
    }

    private static List<String> variableNames() {
        return ConfigKeys.ALL.stream().map(ConfigKey::variable).toList();
    }

    private static List<String> paths() {
        return ConfigKeys.ALL.stream().<String>map(ConfigKey::path).toList();
    }
}
