package dev.waggle.benchmarks.start;

import dev.waggle.benchmarks.compare.Machine;
import dev.waggle.benchmarks.contrast.Contrast;
import dev.waggle.benchmarks.contrast.Contrast.Way;
import dev.waggle.benchmarks.contrast.Measure;
import dev.waggle.benchmarks.load.FixedRate;
import dev.waggle.benchmarks.peer.Backend;
import dev.waggle.benchmarks.peer.Certificate;
import dev.waggle.benchmarks.peer.FreshWaggle;
import dev.waggle.benchmarks.peer.Site;
import dev.waggle.benchmarks.process.Core;
import dev.waggle.benchmarks.process.TemporaryFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./run bench start}. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how long Waggle takes to start with 1,000 hosts and how its first second goes, with and without"
                    + " the cache that a training run leaves.",
            "Writes a table and every sample."
        })
public final class StartCommand implements Callable<Integer> {
    private static final double P99 = 0.99;

    @Option(names = "--rounds", defaultValue = "7", description = "Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--proxy-core",
            defaultValue = "0",
            description = "Where Waggle runs. Default: ${DEFAULT-VALUE}.")
    private int proxyCore;

    @Option(
            names = "--load-core",
            defaultValue = "1",
            description = "Where everything else runs. Default: ${DEFAULT-VALUE}.")
    private int loadCore;

    @Option(
            names = "--distribution",
            defaultValue = "target/dist",
            description = "Folder of the Waggle that is measured. Default: ${DEFAULT-VALUE}.")
    private Path distribution = Path.of("");

    @Option(
            names = "--results",
            defaultValue = "benchmarks/results",
            description = "Folder for what is written. Default: ${DEFAULT-VALUE}.")
    private Path results = Path.of("");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds must be 1 or more");
        }
        try (TemporaryFolder folder = TemporaryFolder.create("waggle-bench-")) {
            Core.stayOn(loadCore);
            say(run(folder.path()).write(results, "start"));
        }
        return 0;
    }

    private Contrast run(Path folder) throws IOException {
        Path cache = folder.resolve("waggle.aot");
        say("training");
        FreshWaggle.train(distribution, cache);
        String loadBefore = Machine.load();
        try (Backend backend = Backend.start(folder, loadCore)) {
            Site site = new Site(folder, Certificate.make(folder), backend, proxyCore);
            StartMeasurement measurement =
                    new StartMeasurement(
                            site,
                            new FirstAnswer(site.certificate().chain()),
                            new FixedRate(loadCore, P99, folder));
            FreshWaggle without = FreshWaggle.withoutCache(distribution);
            FreshWaggle with = FreshWaggle.withCache(distribution, cache);
            // Files come into the kernel's memory, and the client here gets compiled.
            measurement.of(without);
            measurement.of(with);
            List<Map<Measure, Double>> withoutCache = new ArrayList<>();
            List<Map<Measure, Double>> withCache = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                withoutCache.add(measurement.of(without));
                withCache.add(measurement.of(with));
                say("round " + round);
            }
            List<String> facts = new ArrayList<>(Machine.facts());
            facts.add(
                    "load average before and after: %s, %s".formatted(loadBefore, Machine.load()));
            facts.add("the cache has %,d bytes".formatted(Files.size(cache)));
            facts.add("%d rounds, one after the other in each".formatted(rounds));
            facts.add("command: `./run bench " + arguments() + "`");
            return new Contrast(
                    "A start of Waggle, without and with the cache of its JVM",
                    StartMeasurement.ALL,
                    new Way("without", withoutCache),
                    new Way("with", withCache),
                    facts);
        }
    }

    private String arguments() {
        return String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
