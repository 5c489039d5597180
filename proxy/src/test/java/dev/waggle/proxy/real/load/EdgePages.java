package dev.waggle.proxy.real.load;

import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.real.RunningEdge;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What the edge says about itself, as long as its task is the same. Asks no engine, which would
 * cost as much as a hundred requests, and may not answer.
 */
final class EdgePages {
    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Command metrics;
    private final Command routes;

    EdgePages(RunningEdge edge) {
        this.metrics = edge.adminPage("/metrics");
        this.routes = edge.adminPage("/api/routes");
    }

    String metrics() {
        return metrics.output();
    }

    /** How many endpoints of a host are up. */
    int endpoints(String host) {
        return RunningEdge.endpoints(routes.output(), host);
    }

    /**
     * Watches all endpoints for so long.
     *
     * @return when there were last more or fewer that are up than before, in milliseconds since the
     *     epoch; the beginning if there always were as many
     */
    long lastChangeWithin(Duration time) {
        long last = System.currentTimeMillis();
        long until = System.nanoTime() + time.toNanos();
        double before = up();
        while (System.nanoTime() - until < 0) {
            LockSupport.parkNanos(BETWEEN_LOOKS);
            double now = up();
            if (now != before) {
                last = System.currentTimeMillis();
                before = now;
            }
        }
        return last;
    }

    private double up() {
        return RunningEdge.metric(metrics(), "waggle_endpoints{state=\"up\"}");
    }
}
