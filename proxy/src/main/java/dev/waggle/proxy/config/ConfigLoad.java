package dev.waggle.proxy.config;

import java.util.List;

/** What reading the configuration came to. */
public sealed interface ConfigLoad {
    /**
     * It can be used.
     *
     * @param settings each value as written, with where it comes from
     */
    record Loaded(Config config, List<Setting> settings) implements ConfigLoad {
        public Loaded {
            settings = List.copyOf(settings);
        }
    }

    /** It cannot be used. All that is wrong with it, at once. */
    record Rejected(List<ConfigProblem> problems) implements ConfigLoad {
        public Rejected {
            problems = List.copyOf(problems);
        }
    }
}
