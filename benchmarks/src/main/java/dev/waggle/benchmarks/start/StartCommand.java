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
import dev.waggle.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run bench start}. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how long Waggle takes to start with 1,000 hosts and how the first second after it is ready goes, with and without"
                    + " the cache that a training run leaves, or with and without the requests that it sends through itself.",
            "Writes a table and every sample."
        })
public final class StartCommand implements Callable<Integer> {
    private static final double P99 = 0.99;

    /** What is left out in one of two starts. */
    enum Subject {
        /** The cache of the JVM. */
        CACHE("the cache of its JVM") {
            @Override
            FreshWaggle without(Path distribution, Path cache) {
                return FreshWaggle.withoutCache(distribution);
            }
        },
        /** The requests before it is ready; the cache is there in both. */
        WARM_UP("its warm-up") {
            @Override
            FreshWaggle without(Path distribution, Path cache) {
                return FreshWaggle.withCacheAndCold(distribution, cache);
            }
        };

        private final String words;

        Subject(String words) {
            this.words = words;
        }

        abstract FreshWaggle without(Path distribution, Path cache);
    }

    @Option(
            names = "--of",
            defaultValue = "CACHE",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Subject subject = Subject.CACHE;

    @Option(names = "--rounds", defaultValue = "7", description = "Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Mixin private Workbench bench = new Workbench();

    @Override
    public Integer call() throws IOException {
        bench.atLeastOne("--rounds", rounds);
        try (TemporaryFolder folder = TemporaryFolder.create("waggle-bench-")) {
            Core.stayOn(bench.loadCore());
            bench.say(run(folder.path()).write(bench.results(), "start"));
        }
        return 0;
    }

    private Contrast run(Path folder) throws IOException {
        Path cache = folder.resolve("waggle.aot");
        bench.say("training");
        FreshWaggle.train(bench.distribution(), cache);
        String loadBefore = Machine.load();
        try (Backend backend = Backend.start(folder, bench.loadCore())) {
            Site site = new Site(folder, Certificate.make(folder), backend, bench.proxyCore());
            StartMeasurement measurement =
                    new StartMeasurement(
                            site,
                            new FirstAnswer(site.certificate().chain()),
                            new FixedRate(bench.loadCore(), P99, folder));
            FreshWaggle without = subject.without(bench.distribution(), cache);
            FreshWaggle with = FreshWaggle.withCache(bench.distribution(), cache);
            // Files come into the kernel's memory, and the client here gets compiled.
            measurement.of(without);
            measurement.of(with);
            List<Map<Measure, Double>> roundsWithout = new ArrayList<>();
            List<Map<Measure, Double>> roundsWith = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                roundsWithout.add(measurement.of(without));
                roundsWith.add(measurement.of(with));
                bench.say("round " + round);
            }
            List<String> facts = new ArrayList<>(Machine.facts());
            facts.add(
                    "load average before and after: %s, %s".formatted(loadBefore, Machine.load()));
            facts.add("the cache has %,d bytes".formatted(Files.size(cache)));
            facts.add("%d rounds, one after the other in each".formatted(rounds));
            facts.add(bench.called());
            return new Contrast(
                    "A start of Waggle, without and with " + subject.words,
                    StartMeasurement.ALL,
                    new Way("without", roundsWithout),
                    new Way("with", roundsWith),
                    facts);
        }
    }
}
