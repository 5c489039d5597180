package dev.waggle.proxy.real.load;

import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.real.DeployedEdge;

/**
 * What the edge says about itself, as long as its task is the same. Asks no engine, which would
 * cost as much as a hundred requests, and may not answer.
 */
final class EdgePages {
    private final Command metrics;
    private final Command routes;

    EdgePages(DeployedEdge edge) {
        this.metrics = edge.adminPage("/metrics");
        this.routes = edge.adminPage("/api/routes");
    }

    String metrics() {
        return metrics.output();
    }

    /** How many endpoints of a host are up. */
    int endpoints(String host) {
        return DeployedEdge.endpoints(routes.output(), host);
    }
}
