package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.process.Program;
import dev.waggle.benchmarks.process.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Waggle as it is measured beside others, started without waiting for it.
 *
 * @param name for its files
 * @param options of its JVM, beside those of the distribution
 * @param flags of Waggle, beside those of every measurement
 */
public record FreshWaggle(
        String name, Path distribution, List<String> options, List<String> flags) {
    private static final List<String> WARM = List.of("--warm-up=2s");
    private static final Duration TRAINING_TIME = Duration.ofMinutes(8);

    public FreshWaggle {
        options = List.copyOf(options);
        flags = List.copyOf(flags);
    }

    /** One whose JVM uses this cache. */
    public static FreshWaggle withCache(Path distribution, Path cache) {
        return new FreshWaggle("cached", distribution, using(cache), WARM);
    }

    /** The same, ready as soon as it listens. */
    public static FreshWaggle withCacheAndCold(Path distribution, Path cache) {
        return new FreshWaggle("cold", distribution, using(cache), List.of("--warm-up=0s"));
    }

    private static List<String> using(Path cache) {
        return List.of("-XX:AOTCache=" + cache);
    }

    /** One whose JVM has none but the JDK's own. */
    public static FreshWaggle withoutCache(Path distribution) {
        return new FreshWaggle("uncached", distribution, List.of(), WARM);
    }

    /** Makes a cache for the distribution. Blocks for the half of a minute, or longer. */
    public static void train(Path distribution, Path cache) {
        Tool.output(new Waggle(distribution).training(cache), TRAINING_TIME);
    }

    /**
     * Starts it and returns at once.
     *
     * @param port of loopback where it will listen
     * @param adminPort where it will say whether it is ready
     */
    public Program start(Site site, int port, int adminPort) {
        List<String> command =
                new ArrayList<>(
                        new Waggle(distribution, options)
                                .prepareFresh(site, name, port, adminPort)
                                .command());
        command.addAll(flags);
        return Program.start(site.core(), command, site.folder().resolve(name + ".out"), Map.of());
    }
}
