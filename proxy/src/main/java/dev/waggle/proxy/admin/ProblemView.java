package dev.waggle.proxy.admin;

import dev.waggle.proxy.observe.Problems;
import dev.waggle.routing.Problem;
import java.time.Instant;

/** A problem as it is shown. Its parts are those of {@link Problem}. */
public record ProblemView(
        String id,
        String service,
        String label,
        String value,
        String message,
        String fix,
        Instant since) {
    static ProblemView of(Problems.Known known) {
        Problem problem = known.problem();
        return new ProblemView(
                known.id(),
                problem.service(),
                problem.label(),
                problem.value(),
                problem.message(),
                problem.fix(),
                known.since());
    }
}
