package dev.waggle.routing.translate;

import dev.waggle.routing.Problem;
import dev.waggle.routing.PrometheusTarget;
import java.util.List;

/**
 * What one service means by itself, whatever others say.
 *
 * @param contributions one for each of its routes
 * @param tlsNames those that it asks for, of its routes first
 * @param targets its tasks, where they are scraped
 * @param problems of its labels and of its tasks
 */
record ReadService(
        List<Contribution> contributions,
        List<TlsNames.Wanted> tlsNames,
        List<PrometheusTarget> targets,
        List<Problem> problems) {
    ReadService {
        contributions = List.copyOf(contributions);
        tlsNames = List.copyOf(tlsNames);
        targets = List.copyOf(targets);
        problems = List.copyOf(problems);
    }
}
