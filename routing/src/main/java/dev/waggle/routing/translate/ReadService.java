package dev.waggle.routing.translate;

import dev.waggle.routing.Problem;
import dev.waggle.routing.labels.ServiceLabels;
import java.util.List;

/**
 * What one service means by itself, whatever others say.
 *
 * @param labels what its labels ask for
 * @param contributions one for each of its routes
 * @param problems of its labels
 */
record ReadService(ServiceLabels labels, List<Contribution> contributions, List<Problem> problems) {
    ReadService {
        contributions = List.copyOf(contributions);
        problems = List.copyOf(problems);
    }
}
