package dev.waggle.proxy.endpoint;

import dev.waggle.proxy.endpoint.EndpointState.Ejected;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Problem;

/** What an operator is told about a task that runs and does not serve: pure. */
final class EndpointProblem {
    private EndpointProblem() {}

    static Problem of(WatchedEndpoint watched) {
        Endpoint endpoint = watched.endpoint();
        String prefix = labelPrefix(watched.route().name());
        boolean answers =
                watched.state() instanceof Ejected ejected
                        && ejected.cause() != Ejected.Cause.UNREACHABLE;
        return answers
                ? new Problem(
                        endpoint.service(),
                        prefix + "health-path",
                        endpoint.authority(),
                        "a task answers but is not well: " + watched.state().why(),
                        "look into the log of the task " + endpoint.task())
                : new Problem(
                        endpoint.service(),
                        prefix + "port",
                        endpoint.authority(),
                        "a task runs but takes no connections: " + watched.state().why(),
                        "make the label name the port that the task listens on, on all addresses"
                                + " and not on 127.0.0.1 alone");
    }

    /** A route is named as its service, or {@code service:route}. */
    private static String labelPrefix(String route) {
        int colon = route.indexOf(':');
        return colon < 0 ? "routing-" : "routing." + route.substring(colon + 1) + ".";
    }
}
