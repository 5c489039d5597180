package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.process.Program;
import dev.waggle.benchmarks.process.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Waggle as it is measured beside others, started without waiting for it.
 *
 * @param name for its files
 */
public record FreshWaggle(String name, Path distribution, List<String> options) {
    private static final Duration TRAINING_TIME = Duration.ofMinutes(8);

    public FreshWaggle {
        options = List.copyOf(options);
    }

    /** One whose JVM uses this cache. */
    public static FreshWaggle withCache(Path distribution, Path cache) {
        return new FreshWaggle("cached", distribution, List.of("-XX:AOTCache=" + cache));
    }

    /** One whose JVM has none but the JDK's own. */
    public static FreshWaggle withoutCache(Path distribution) {
        return new FreshWaggle("uncached", distribution, List.of());
    }

    /** Makes a cache for the distribution. Blocks for the half of a minute, or longer. */
    public static void train(Path distribution, Path cache) {
        Tool.output(new Waggle(distribution).training(cache), TRAINING_TIME);
    }

    /**
     * Starts it and returns at once.
     *
     * @param port of loopback where it will listen
     */
    public Program start(Site site, int port) {
        return Program.start(
                site.core(),
                new Waggle(distribution, options).prepare(site, name, port, true).command(),
                site.folder().resolve(name + ".out"),
                Map.of());
    }
}
