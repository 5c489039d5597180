package dev.waggle.benchmarks.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What one test found.
 *
 * @param samples by the name of the proxy, in the order of rounds; a proxy that failed has none
 * @param failures by the name of the proxy: why it has none
 */
record Row(TestCase test, Map<String, List<Double>> samples, Map<String, String> failures) {
    Row {
        samples = Map.copyOf(samples);
        failures = Map.copyOf(failures);
    }

    boolean has(String peer) {
        return samples.containsKey(peer);
    }

    double median(String peer) {
        return Spread.of(samples.getOrDefault(peer, List.of(Double.NaN))).median();
    }

    /**
     * How many times as good the first is as the second: round by round, so that what slows both
     * does not count.
     */
    Spread ratio(String subject, String peer) {
        List<Double> mine = samples.getOrDefault(subject, List.of());
        List<Double> theirs = samples.getOrDefault(peer, List.of());
        return Spread.of(
                IntStream.range(0, Math.min(mine.size(), theirs.size()))
                        .mapToObj(i -> test.measure().ratio(mine.get(i), theirs.get(i)))
                        .toList());
    }

    /** The samples as they are written down. */
    Map<String, List<Double>> inOrder(List<String> peers) {
        Map<String, List<Double>> ordered = new LinkedHashMap<>();
        peers.stream().filter(this::has).forEach(it -> ordered.put(it, samples.get(it)));
        return ordered;
    }
}
