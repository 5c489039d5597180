package dev.waggle.benchmarks.compare;

import dev.waggle.benchmarks.load.LoadFailed;
import dev.waggle.benchmarks.peer.Peer;
import dev.waggle.benchmarks.peer.RunningPeer;
import dev.waggle.benchmarks.process.Core;
import dev.waggle.benchmarks.process.ProgramFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures proxies side by side: in each round one after the other, so that what slows the machine
 * slows all.
 */
final class Comparison {
    /** What has no JIT compiler only has to fill its pools. */
    private static final Duration SHORT_WARM_UP = Duration.ofSeconds(1);

    private static final int MOST_CLOCK_TIME = 5;

    /** Of the proxy's time; below it the compilers are done with what this load does. */
    private static final double QUIET_COMPILERS = 0.03;

    /** Seconds; so that nothing is divided by zero. */
    private static final double USED_AT_LEAST = 0.01;

    private final Plan plan;
    private final List<Peer> peers;
    private final Fleet fleet;
    private final Consumer<String> progress;
    private double disturbedSeconds;
    private double measuredSeconds;
    private double compiledSeconds;
    private double usedByCompiledSeconds;
    private long lostLines;

    Comparison(Plan plan, List<Peer> peers, Fleet fleet, Consumer<String> progress) {
        this.plan = plan;
        this.peers = List.copyOf(peers);
        this.fleet = fleet;
        this.progress = progress;
    }

    /** Runs one test on all of them. */
    Row run(TestCase test) {
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        Map<String, String> failures = new LinkedHashMap<>();
        progress.accept(test.title());
        for (Peer peer : peers) {
            samples.put(peer.name(), new ArrayList<>());
            attempt(peer, failures, () -> warmUp(test, peer));
        }
        for (int round = 0; round < plan.rounds(); round++) {
            for (Peer peer : peers) {
                attempt(
                        peer,
                        failures,
                        () -> samples.getOrDefault(peer.name(), List.of()).add(sample(test, peer)));
            }
        }
        failures.keySet().forEach(samples::remove);
        Row row = new Row(test, samples, failures);
        progress.accept(summary(row));
        return row;
    }

    /** Share of the proxies' core that others used while something was measured, from 0 to 1. */
    double disturbance() {
        return measuredSeconds == 0 ? 0 : disturbedSeconds / measuredSeconds;
    }

    /** Share of the time of those proxies that warm up that their compilers used, from 0 to 1. */
    double compilers() {
        return compiledSeconds / Math.max(USED_AT_LEAST, usedByCompiledSeconds);
    }

    /** How many lines of their access logs Waggles lost in the rounds. */
    long lostLines() {
        return lostLines;
    }

    private void attempt(Peer peer, Map<String, String> failures, Runnable step) {
        if (failures.containsKey(peer.name())) {
            return;
        }
        try {
            step.run();
        } catch (LoadFailed | ProgramFailed e) {
            String reason = String.valueOf(e.getMessage());
            failures.put(peer.name(), reason);
            progress.accept("  " + peer.name() + " failed: " + reason);
        }
    }

    /**
     * Until it has used its time of the CPU, not of the clock, for on a busy machine little is
     * compiled in a second; and until its compilers have become quiet, who would be measured
     * otherwise. A load that leaves the proxy idle for most of the time warms it up for no more
     * than five times as long by the clock.
     */
    private void warmUp(TestCase test, Peer peer) {
        if (test.start() == TestCase.Start.WARM) {
            RunningPeer running = fleet.running(peer, test.accessLog());
            Duration time = peer.warmsUp() ? plan.warmUp() : SHORT_WARM_UP;
            double enough = running.cpuSeconds() + time.toSeconds();
            long end = System.nanoTime() + MOST_CLOCK_TIME * time.toNanos();
            double share;
            do {
                double used = running.cpuSeconds();
                double compiled = running.compilerSeconds();
                test.probe().sample(running, plan.time());
                share =
                        (running.compilerSeconds() - compiled)
                                / Math.max(USED_AT_LEAST, running.cpuSeconds() - used);
            } while ((running.cpuSeconds() < enough || share > QUIET_COMPILERS)
                    && System.nanoTime() - end < 0);
            running.forgetLog();
        }
    }

    private double sample(TestCase test, Peer peer) {
        return switch (test.start()) {
            case WARM -> {
                RunningPeer running = fleet.running(peer, test.accessLog());
                long lost = running.lostLines();
                double used = running.cpuSeconds();
                double compiled = running.compilerSeconds();
                double value = watched(test, running);
                if (peer.warmsUp()) {
                    usedByCompiledSeconds += running.cpuSeconds() - used;
                    compiledSeconds += running.compilerSeconds() - compiled;
                    lostLines += running.lostLines() - lost;
                }
                yield value;
            }
            case FRESH -> {
                try (RunningPeer fresh = fleet.fresh(peer, test.accessLog())) {
                    yield watched(test, fresh);
                }
            }
        };
    }

    private double watched(TestCase test, RunningPeer peer) {
        long began = System.nanoTime();
        double busy = Core.busySeconds(plan.proxyCore());
        double own = peer.cpuSeconds();
        double value = test.probe().sample(peer, plan.time());
        double others = Core.busySeconds(plan.proxyCore()) - busy - (peer.cpuSeconds() - own);
        disturbedSeconds += Math.max(0, others);
        measuredSeconds += (System.nanoTime() - began) / 1e9;
        peer.forgetLog();
        return value;
    }

    private String summary(Row row) {
        StringBuilder text = new StringBuilder("  ");
        row.inOrder(peers.stream().map(Peer::name).toList())
                .forEach((name, _) ->
                        text.append("%s %s  ".formatted(name, Numbers.text(row.median(name)))));
        return text.append(row.test().measure().unit()).toString();
    }
}
