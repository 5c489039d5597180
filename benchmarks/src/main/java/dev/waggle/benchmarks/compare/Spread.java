package dev.waggle.benchmarks.compare;

import java.util.List;

/** The middle of some samples, and how far apart they are. */
record Spread(double least, double median, double most) {
    /** Of at least one sample. */
    static Spread of(List<Double> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("no samples");
        }
        List<Double> sorted = samples.stream().sorted().toList();
        return new Spread(sorted.getFirst(), middle(sorted), sorted.getLast());
    }

    private static double middle(List<Double> sorted) {
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(half)
                : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
