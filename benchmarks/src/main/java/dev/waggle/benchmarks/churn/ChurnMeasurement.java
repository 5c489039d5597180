package dev.waggle.benchmarks.churn;

import dev.waggle.benchmarks.contrast.Measure;
import dev.waggle.benchmarks.load.FixedRate;
import dev.waggle.benchmarks.peer.ChangingWaggle;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests at a fixed rate, while the table changes so often. Blocks. */
final class ChurnMeasurement {
    private static final Measure MEDIAN = new Measure("p50", "half of the requests within", "ms");
    private static final Measure P99 = new Measure("p99", "99 % within", "ms");
    private static final Measure SLOWEST = new Measure("p999", "99.9 % within", "ms");
    private static final Measure FAILED = new Measure("failed", "failed", "requests");
    private static final Measure CPU = new Measure("cpu", "CPU time of a second", "ms");
    private static final Measure TABLES = new Measure("tables", "tables published", "in a second");

    /** All that is measured. */
    static final List<Measure> ALL = List.of(MEDIAN, P99, SLOWEST, FAILED, CPU, TABLES);

    private final ChangingWaggle waggle;
    private final FixedRate load;
    private final Duration time;

    ChurnMeasurement(ChangingWaggle waggle, FixedRate load, Duration time) {
        this.waggle = waggle;
        this.load = load;
        this.time = time;
    }

    Map<Measure, Double> at(int changesPerSecond) throws IOException {
        waggle.change(changesPerSecond);
        long tables = waggle.published();
        double cpu = waggle.running().cpuSeconds();
        long began = System.nanoTime();
        FixedRate.Times times = load.times(waggle.running().port(), time);
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpuSeconds = waggle.running().cpuSeconds() - cpu;
        long published = waggle.published() - tables;
        waggle.change(0);
        waggle.running().forgetLog();
        Map<Measure, Double> found = new HashMap<>();
        found.put(MEDIAN, times.percentile(0.5));
        found.put(P99, times.percentile(0.99));
        found.put(SLOWEST, times.percentile(0.999));
        found.put(FAILED, (double) times.failed());
        found.put(CPU, cpuSeconds / seconds * 1e3);
        found.put(TABLES, published / seconds);
        return found;
    }
}
