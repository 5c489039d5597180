package dev.waggle.proxy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/** The last durations of something that happens seldom, for a metric. Safe for threads. */
final class LastDurations {
    private static final int KEPT = 256;

    private final ArrayDeque<Duration> last = new ArrayDeque<>();

    synchronized void add(Duration duration) {
        if (last.size() == KEPT) {
            last.removeFirst();
        }
        last.addLast(duration);
    }

    /** Least, median and longest in seconds, by quantile; none before the first. */
    synchronized Map<String, Double> quantiles() {
        Map<String, Double> quantiles = new TreeMap<>();
        double[] seconds = last.stream().mapToDouble(it -> it.toMillis() / 1e3).sorted().toArray();
        if (seconds.length > 0) {
            quantiles.put("0", seconds[0]);
            quantiles.put("0.5", seconds[seconds.length / 2]);
            quantiles.put("1", seconds[seconds.length - 1]);
        }
        return quantiles;
    }
}
