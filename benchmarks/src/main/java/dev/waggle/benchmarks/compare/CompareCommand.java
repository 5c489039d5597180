package dev.waggle.benchmarks.compare;

import dev.waggle.benchmarks.peer.Backend;
import dev.waggle.benchmarks.peer.Certificate;
import dev.waggle.benchmarks.peer.Peer;
import dev.waggle.benchmarks.peer.Peers;
import dev.waggle.benchmarks.peer.Site;
import dev.waggle.benchmarks.process.Core;
import dev.waggle.benchmarks.process.TemporaryFolder;
import dev.waggle.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run bench compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Measures Waggle and other proxies side by side: requests per second of CPU time that a proxy uses,"
                    + " and others.",
            "Writes a table, every sample and a chart."
        })
public final class CompareCommand implements Callable<Integer> {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Option(
            names = "--tests",
            split = ",",
            paramLabel = "NAME",
            description = "Which tests; without it all. See --list.")
    private List<String> tests = List.of();

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Which other proxies; without it all that are installed. NAME=PORT is one that listens on"
                            + " loopback, NAME=FOLDER another distribution of Waggle.")
    private List<String> peers = List.of();

    @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "Time of one sample. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            description =
                    "CPU-seconds of load before a test's first sample, of what gets faster by it. Default:"
                            + " ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--newer-system",
            defaultValue = "/var/cache/waggle-bench/sid",
            description =
                    "Folder of a second system with newer proxies, as `./run bench peers` makes it. Default:"
                            + " ${DEFAULT-VALUE}.")
    private Path newerSystem = Path.of("");

    @Option(names = "--list", description = "Says which tests and proxies there are, and stops.")
    private boolean list;

    @Mixin private Workbench bench = new Workbench();

    @Override
    public Integer call() throws IOException {
        Plan plan = plan();
        try (TemporaryFolder folder = TemporaryFolder.create("waggle-bench-")) {
            List<TestCase> all = new TestCases(plan.loadCore(), folder.path()).all();
            if (list) {
                return list(all);
            }
            List<TestCase> chosen = chosen(all);
            List<Peer> measured = measured();
            Core.stayOn(plan.loadCore());
            Files.createDirectories(bench.results());
            Path base = bench.results().resolve("compare-" + NAME.format(now()));
            Report report = run(plan, folder.path(), chosen, measured, base);
            bench.say("\n" + report.markdown() + "\nwritten: " + base + ".md, .csv, .svg");
        }
        return 0;
    }

    private Plan plan() {
        try {
            return new Plan(
                    rounds,
                    Duration.ofSeconds(seconds),
                    Duration.ofSeconds(warmUp),
                    bench.proxyCore(),
                    bench.loadCore());
        } catch (IllegalArgumentException e) {
            throw bench.wrong(String.valueOf(e.getMessage()));
        }
    }

    private int list(List<TestCase> all) {
        all.forEach(test -> bench.say("%-16s %s".formatted(test.name(), test.title())));
        new Peers(bench.distribution(), newerSystem)
                .installed()
                .forEach(peer -> bench.say("%-16s %s".formatted(peer.name(), peer.version())));
        return 0;
    }

    private List<TestCase> chosen(List<TestCase> all) {
        if (tests.isEmpty()) {
            return all;
        }
        List<TestCase> chosen = new ArrayList<>();
        for (String name : tests) {
            chosen.add(
                    all.stream()
                            .filter(it -> it.name().equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    bench.wrong("there is no test " + name + "; see --list")));
        }
        return chosen;
    }

    /** Waggle first, whatever was asked for. */
    private List<Peer> measured() {
        List<Peer> installed = new Peers(bench.distribution(), newerSystem).installed();
        if (peers.isEmpty()) {
            return installed;
        }
        List<Peer> chosen = new ArrayList<>(installed.subList(0, 1));
        for (String name : peers) {
            chosen.add(peer(name, installed));
        }
        return chosen;
    }

    private Peer peer(String name, List<Peer> installed) {
        String[] parts = name.split("=", 2);
        if (parts.length == 2) {
            try {
                return Peers.given(parts[0], parts[1]);
            } catch (IllegalArgumentException e) {
                throw bench.wrong(String.valueOf(e.getMessage()));
            }
        }
        return installed.stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(() -> bench.wrong(name + " is not installed; see --list"));
    }

    /** Writes what there is after each test: a run takes long, and may be ended before its time. */
    private Report run(
            Plan plan, Path folder, List<TestCase> chosen, List<Peer> measured, Path base)
            throws IOException {
        String loadBefore = Machine.load();
        try (Backend backend = Backend.start(folder, plan.loadCore());
                Fleet fleet =
                        new Fleet(
                                new Site(
                                        folder,
                                        Certificate.make(folder),
                                        backend,
                                        plan.proxyCore()))) {
            Comparison comparison = new Comparison(plan, measured, fleet, bench::say);
            Map<String, String> versions = versions(measured);
            List<Row> rows = new ArrayList<>();
            Report report = new Report(Peers.WAGGLE, versions, List.of(), rows);
            for (TestCase test : chosen) {
                rows.add(comparison.run(test));
                List<String> facts = facts(loadBefore, comparison);
                report = new Report(Peers.WAGGLE, versions, facts, rows);
                write(report, base);
            }
            return report;
        }
    }

    private List<String> facts(String loadBefore, Comparison comparison) {
        List<String> facts = new ArrayList<>(Machine.facts());
        facts.add(
                "load average before and after: %s, %s; others used %.0f %% of the proxies' core while it was measured"
                        .formatted(loadBefore, Machine.load(), comparison.disturbance() * 100));
        facts.add(
                "%d rounds of %d s each; before each test Waggle was warmed up for %d s of CPU time and until its compilers were quiet, which used %.1f %% of its time in the rounds"
                        .formatted(rounds, seconds, warmUp, comparison.compilers() * 100));
        facts.add(
                "lines of its access log that Waggle lost in the rounds: %,d"
                        .formatted(comparison.lostLines()));
        facts.add(bench.called());
        return facts;
    }

    private static Map<String, String> versions(List<Peer> measured) {
        Map<String, String> versions = new LinkedHashMap<>();
        measured.forEach(peer -> versions.put(peer.name(), peer.version()));
        return versions;
    }

    private static LocalDateTime now() {
        return LocalDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
    }

    private static void write(Report report, Path base) throws IOException {
        Files.writeString(Path.of(base + ".md"), report.markdown());
        Files.writeString(Path.of(base + ".csv"), report.csv());
        Files.writeString(
                Path.of(base + ".svg"),
                Chart.of(List.copyOf(report.versions().keySet()), report.rows()));
    }
}
