package dev.waggle.benchmarks.churn;

import dev.waggle.benchmarks.compare.Machine;
import dev.waggle.benchmarks.contrast.Contrast;
import dev.waggle.benchmarks.contrast.Contrast.Way;
import dev.waggle.benchmarks.contrast.Measure;
import dev.waggle.benchmarks.load.FixedRate;
import dev.waggle.benchmarks.peer.Backend;
import dev.waggle.benchmarks.peer.Certificate;
import dev.waggle.benchmarks.peer.ChangingWaggle;
import dev.waggle.benchmarks.peer.Site;
import dev.waggle.benchmarks.process.Core;
import dev.waggle.benchmarks.process.TemporaryFolder;
import dev.waggle.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run bench churn}. */
@Command(
        name = "churn",
        mixinStandardHelpOptions = true,
        description = {
            "Measures what clients notice of changes: 2,000 requests a second while the table of all services is made"
                    + " anew many times a second, and while nothing changes.",
            "Writes a table and every sample."
        })
public final class ChurnCommand implements Callable<Integer> {
    private static final double P99 = 0.99;

    @Option(names = "--rounds", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "Time of one sample. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--services",
            defaultValue = "10000",
            description = "How many there are. Default: ${DEFAULT-VALUE}.")
    private int services;

    @Option(
            names = "--changes",
            defaultValue = "50",
            description = "How many of them change in a second. Default: ${DEFAULT-VALUE}.")
    private int changes;

    @Mixin private Workbench bench = new Workbench();

    @Override
    public Integer call() throws IOException {
        bench.atLeastOne("--rounds", rounds);
        bench.atLeastOne("--seconds", seconds);
        bench.atLeastOne("--services", services);
        bench.atLeastOne("--changes", changes);
        try (TemporaryFolder folder = TemporaryFolder.create("waggle-bench-")) {
            Core.stayOn(bench.loadCore());
            bench.say(run(folder.path()).write(bench.results(), "churn"));
        }
        return 0;
    }

    private Contrast run(Path folder) throws IOException {
        String loadBefore = Machine.load();
        try (Backend backend = Backend.start(folder, bench.loadCore());
                ChangingWaggle waggle =
                        ChangingWaggle.start(
                                new Site(
                                        folder,
                                        Certificate.make(folder),
                                        backend,
                                        bench.proxyCore()),
                                bench.distribution(),
                                services)) {
            ChurnMeasurement measurement =
                    new ChurnMeasurement(
                            waggle,
                            new FixedRate(bench.loadCore(), P99, folder),
                            Duration.ofSeconds(seconds));
            // What is compiled meanwhile would count as slow.
            measurement.at(0);
            measurement.at(changes);
            List<Map<Measure, Double>> quiet = new ArrayList<>();
            List<Map<Measure, Double>> changing = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                quiet.add(measurement.at(0));
                changing.add(measurement.at(changes));
                bench.say("round " + round);
            }
            List<String> facts = new ArrayList<>(Machine.facts());
            facts.add(
                    "load average before and after: %s, %s".formatted(loadBefore, Machine.load()));
            facts.add(
                    "%,d services, one task each; %d rounds of %d s for each column"
                            .formatted(services, rounds, seconds));
            facts.add(bench.called());
            return new Contrast(
                    "2,000 requests a second while the table changes",
                    ChurnMeasurement.ALL,
                    new Way("no change", quiet),
                    new Way("%d changes a second".formatted(changes), changing),
                    facts);
        }
    }
}
