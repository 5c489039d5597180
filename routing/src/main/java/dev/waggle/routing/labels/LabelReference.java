package dev.waggle.routing.labels;

import java.util.ArrayList;
import java.util.List;

/** The reference of all labels as a Markdown table, made from the table that the decoder uses. */
public final class LabelReference {
    private LabelReference() {}

    /** Head, rule and one row for each key, in the order of the table. */
    public static List<String> markdownRows() {
        List<String> rows = new ArrayList<>();
        rows.add("| label | values | default | meaning |");
        rows.add("|---|---|---|---|");
        for (LabelKey key : LabelKey.values()) {
            rows.add(row(key));
        }
        return List.copyOf(rows);
    }

    private static String row(LabelKey key) {
        return String.format(
                "| `%s` | %s | %s | %s |",
                key.label(), key.accepted(), key.defaultValue(), key.description());
    }
}
