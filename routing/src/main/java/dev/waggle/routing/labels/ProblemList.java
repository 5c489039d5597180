package dev.waggle.routing.labels;

import dev.waggle.routing.Malformed;
import dev.waggle.routing.Problem;
import java.util.ArrayList;
import java.util.List;

/** The problems of one service while they are being found; bounded, as labels are. */
final class ProblemList {
    private static final int MAX = 100;

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
            problems.add(new Problem(service, label, value, message, fix));
        } else if (problems.size() == MAX) {
            String more = "more than " + MAX + " problems; the others are not shown";
            problems.add(new Problem(service, "", "", more, "mend these first"));
        }
    }

    List<Problem> toList() {
        return List.copyOf(problems);
    }
}
