package dev.waggle.proxy;

import dev.waggle.proxy.observe.Metric;
import dev.waggle.proxy.observe.Metrics;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An expression in the language of Prometheus's queries.
 *
 * @param text as a panel or a rule has it
 */
record PromExpression(String text) {
    /** A number with a unit, such as {@code 5m} or {@code 1e3}, has letters that begin no name. */
    private static final Pattern WORD =
            Pattern.compile("(?<![\\w$.])[a-zA-Z_:][\\w:]*(?!\\w*\\s*\\()");

    private static final Set<String> KEYWORDS =
            Set.of("and", "or", "unless", "by", "without", "on", "ignoring", "offset", "bool");

    /** The names of the metrics that it asks for. */
    Set<String> metrics() {
        String bare =
                text.replaceAll("\"[^\"]*\"|'[^']*'", "")
                        .replaceAll("\\{[^}]*\\}|\\[[^\\]]*\\]", "")
                        .replaceAll("\\b(by|without|on|ignoring)\\s*\\([^)]*\\)", " ");
        return WORD.matcher(bare)
                .results()
                .map(MatchResult::group)
                .filter(word -> !KEYWORDS.contains(word))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names that a scrape of Waggle has: its own, and those of the JVM. */
    static Set<String> exportedMetrics() {
        Set<String> names =
                Arrays.stream(Metric.values())
                        .flatMap(PromExpression::seriesOf)
                        .collect(Collectors.toCollection(TreeSet::new));
        try (Metrics metrics = new Metrics(InstantSource.system())) {
            scrapeAfterAPause(metrics)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.replaceFirst("[{ ].*", ""))
                    .forEach(names::add);
        }
        return names;
    }

    /** The times of garbage collection are there when there has been one. */
    private static String scrapeAfterAPause(Metrics metrics) {
        System.gc();
        Eventually.is(() -> metrics.scrape().contains("jvm_gc_pause_seconds_sum"));
        return metrics.scrape();
    }

    private static Stream<String> seriesOf(Metric metric) {
        return metric.kind() == Metric.Kind.HISTOGRAM
                ? Stream.of("_bucket", "_sum", "_count").map(metric.fullName()::concat)
                : Stream.of(metric.fullName());
    }

    /** The labels that its selectors of one of Waggle's own metrics name, with that metric. */
    Stream<Selected> selected() {
        return Pattern.compile("(waggle_\\w+)\\{([^}]*)\\}")
                .matcher(text)
                .results()
                .flatMap(selector ->
                        Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"")
                                .matcher(selector.group(2))
                                .results()
                                .map(label -> new Selected(selector.group(1), label.group(1))));
    }

    /**
     * A label that an expression selects by.
     *
     * @param series a metric, or the buckets of one
     */
    record Selected(String series, String label) {
        private static final Set<String> OF_EVERY_TARGET = Set.of("job", "instance");

        boolean exists() {
            return OF_EVERY_TARGET.contains(label)
                    || Arrays.stream(Metric.values())
                            .filter(metric -> seriesOf(metric).anyMatch(series::equals))
                            .anyMatch(metric -> metric.labels().contains(label));
        }
    }
}
