package dev.waggle.benchmarks.load;

import java.time.Duration;

/** Something to do to a proxy for a while. Blocks the caller. */
@FunctionalInterface
public interface Load {
    /**
     * Does it.
     *
     * @param port of loopback where the proxy terminates TLS
     * @param time how long
     * @return how much was done, in the unit of the load
     * @throws LoadFailed when something went wrong, so that the number would say nothing
     */
    double run(int port, Duration time);
}
