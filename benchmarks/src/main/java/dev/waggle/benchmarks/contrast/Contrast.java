package dev.waggle.benchmarks.contrast;

import dev.waggle.benchmarks.compare.Numbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What rounds found, each of which measured the same in two ways, as text.
 *
 * @param title of the table
 * @param measures in the order of rows
 * @param first one way
 * @param second the other way
 * @param facts lines about the machine and the run
 */
public record Contrast(
        String title, List<Measure> measures, Way first, Way second, List<String> facts) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /**
     * One of the two.
     *
     * @param name its column
     * @param rounds the values of each round
     */
    public record Way(String name, List<Map<Measure, Double>> rounds) {
        /**
         * @throws IllegalArgumentException when there is no round
         */
        public Way {
            rounds = List.copyOf(rounds);
            if (rounds.isEmpty()) {
                throw new IllegalArgumentException("no rounds of " + name);
            }
        }

        private double[] sorted(Measure measure) {
            return rounds.stream()
                    .mapToDouble(round -> round.getOrDefault(measure, Double.NaN))
                    .sorted()
                    .toArray();
        }

        /** The middle one; of an even number of rounds the mean of the two in the middle. */
        private double median(Measure measure) {
            double[] sorted = sorted(measure);
            int half = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        }

        private String spread(Measure measure) {
            double[] sorted = sorted(measure);
            return "%s (%s to %s)"
                    .formatted(
                            Numbers.text(median(measure)),
                            Numbers.text(sorted[0]),
                            Numbers.text(sorted[sorted.length - 1]));
        }
    }

    public Contrast {
        measures = List.copyOf(measures);
        facts = List.copyOf(facts);
    }

    /**
     * Writes the table and every sample into the folder, which need not exist.
     *
     * @param name with which the files begin
     * @return the table, and where it is
     */
    public String write(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Path base = folder.resolve(name + "-" + LocalDateTime.now(ZoneOffset.UTC).format(TIME));
        String text = markdown();
        Files.writeString(Path.of(base + ".md"), text);
        Files.writeString(Path.of(base + ".csv"), csv());
        return "\n" + text + "\nwritten: " + base + ".md, .csv";
    }

    String markdown() {
        String rows = measures.stream().map(this::row).collect(Collectors.joining("\n"));
        String lines = facts.stream().map(it -> "- " + it).collect(Collectors.joining("\n"));
        return """
        # %s

        | | %s | %s | ratio |
        |---|---|---|---|
        %s

        Medians of the rounds, least and most in parentheses.

        %s
        """
                .formatted(title, first.name(), second.name(), rows, lines);
    }

    private String row(Measure measure) {
        double before = first.median(measure);
        return "| %s, %s | %s | %s | %s |"
                .formatted(
                        measure.title(),
                        measure.unit(),
                        first.spread(measure),
                        second.spread(measure),
                        before == 0 ? "" : Numbers.text(second.median(measure) / before));
    }

    String csv() {
        StringBuilder text = new StringBuilder("measure,unit,way,round,value\n");
        for (Way way : List.of(first, second)) {
            for (int round = 0; round < way.rounds().size(); round++) {
                Map<Measure, Double> values = way.rounds().get(round);
                for (Measure measure : measures) {
                    text.append(
                            "%s,%s,%s,%d,%s\n"
                                    .formatted(
                                            measure.name(),
                                            measure.unit(),
                                            way.name(),
                                            round + 1,
                                            values.get(measure)));
                }
            }
        }
        return text.toString();
    }
}
