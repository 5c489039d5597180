package dev.waggle.routing.translate;

import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Problem;
import java.util.List;

/**
 * The endpoints that one service has for one of its routes.
 *
 * @param endpoints in the order of the tasks
 * @param emptyReason why there is none; empty when there is one
 * @param problems tasks that could not be used although they run
 */
record PickedEndpoints(List<Endpoint> endpoints, String emptyReason, List<Problem> problems) {
    PickedEndpoints {
        endpoints = List.copyOf(endpoints);
        problems = List.copyOf(problems);
    }
}
