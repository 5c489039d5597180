package dev.waggle.routing.labels;

import dev.waggle.routing.Malformed;
import dev.waggle.routing.Problem;
import java.util.ArrayList;
import java.util.List;

/** The problems of one service while they are being found; bounded, as labels are. */
final class ProblemList {
    private static final int MAX = 100;
    private static final int MAX_VALUE_CHARS = 120;

    private final String service;
    private final List<Problem> problems = new ArrayList<>();

    ProblemList(String service) {
        this.service = service;
    }

    void add(Label label, Malformed malformed) {
        add(
                label.key(),
                label.value(),
                "the value " + malformed.what(),
                "write " + malformed.accepted());
    }

    void add(String label, String value, String message, String fix) {
        if (problems.size() < MAX) {
            problems.add(new Problem(service, shown(label), shown(value), message, fix));
        } else if (problems.size() == MAX) {
            String message2 = "more than " + MAX + " problems; the others are not shown";
            problems.add(new Problem(service, "", "", message2, "mend these first"));
        }
    }

    List<Problem> toList() {
        return List.copyOf(problems);
    }

    /** Short, and without anything that could end a line of the log. */
    private static String shown(String text) {
        boolean isLong = text.length() > MAX_VALUE_CHARS;
        String cut = isLong ? text.substring(0, MAX_VALUE_CHARS) + "..." : text;
        StringBuilder shown = new StringBuilder(cut);
        for (int i = 0; i < shown.length(); i++) {
            if (Character.isISOControl(shown.charAt(i))) {
                shown.setCharAt(i, '?');
            }
        }
        return shown.toString();
    }
}
