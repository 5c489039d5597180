package dev.waggle.benchmarks.compare;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a comparison found, as text.
 *
 * @param subject the proxy that the others are compared with
 * @param versions of all proxies by their names, in the order of columns, the subject among them
 * @param facts lines about the machine and the run
 */
record Report(String subject, Map<String, String> versions, List<String> facts, List<Row> rows) {
    Report {
        rows = List.copyOf(rows);
        facts = List.copyOf(facts);
    }

    /** The table, and what one has to know to read it. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("The column of ")
                .append(subject)
                .append(" is the median; those of the others say how many times as good ");
        text.append(subject)
                .append(" is: the median of the rounds, least and most in parentheses. ");
        text.append("Under 8 % apart is even; apart in some rounds only is unclear.\n\n");
        table(text);
        failures(text);
        text.append('\n');
        versions.forEach((name, version) -> text.append("- %s: %s\n".formatted(name, version)));
        facts.forEach(fact -> text.append("- ").append(fact).append('\n'));
        return text.toString();
    }

    private void table(StringBuilder text) {
        List<String> others = others();
        text.append("| test | unit | ").append(subject);
        others.forEach(name -> text.append(" | vs ").append(name));
        text.append(" | vs the best |\n|---|---|---");
        others.forEach(_ -> text.append("|---"));
        text.append("|---|\n");
        rows.forEach(row -> {
            text.append(
                    "| %s | %s | %s"
                            .formatted(
                                    row.test().title(), row.test().measure().unit(), value(row)));
            others.forEach(name -> text.append(" | ").append(ratio(row, name)));
            text.append(" | ").append(best(row)).append(" |\n");
        });
    }

    private String value(Row row) {
        return row.has(subject) ? Numbers.text(row.median(subject)) : "-";
    }

    private String ratio(Row row, String other) {
        if (!row.has(subject) || !row.has(other)) {
            return "-";
        }
        Spread ratio = row.ratio(subject, other);
        return "%s (%s-%s)"
                .formatted(
                        Numbers.text(ratio.median()),
                        Numbers.text(ratio.least()),
                        Numbers.text(ratio.most()));
    }

    /** The other one that leaves the subject the least advantage. */
    private String best(Row row) {
        List<String> measured = others().stream().filter(row::has).toList();
        if (!row.has(subject) || measured.isEmpty()) {
            return "-";
        }
        Spread least =
                measured.stream()
                        .map(name -> row.ratio(subject, name))
                        .reduce((a, b) -> a.median() <= b.median() ? a : b)
                        .orElseThrow();
        return "**%s** %s".formatted(Numbers.text(least.median()), Verdict.of(least).word());
    }

    private void failures(StringBuilder text) {
        rows.forEach(row ->
                row.failures()
                        .forEach((name, why) ->
                                text.append(
                                        "\n%s could not do \"%s\": %s\n"
                                                .formatted(
                                                        name,
                                                        row.test().title(),
                                                        why.replace('\n', ' ')))));
    }

    /** Every sample: test, proxy, round, value, unit. */
    String csv() {
        StringBuilder text = new StringBuilder("test,proxy,round,value,unit\n");
        for (Row row : rows) {
            row.inOrder(List.copyOf(versions.keySet()))
                    .forEach((name, values) -> {
                        for (int round = 0; round < values.size(); round++) {
                            text.append(
                                    "%s,%s,%d,%s,%s\n"
                                            .formatted(
                                                    row.test().name(),
                                                    name,
                                                    round + 1,
                                                    values.get(round),
                                                    row.test().measure().unit()));
                        }
                    });
        }
        return text.toString();
    }

    private List<String> others() {
        return versions.keySet().stream()
                .filter(it -> !it.equals(subject))
                .collect(Collectors.toList());
    }
}
