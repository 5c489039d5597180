package dev.waggle.benchmarks.load;

import java.time.Duration;

/**
 * A load of long bodies, counted in MB of 1,000,000 bytes instead of requests.
 *
 * @param requests what is done
 * @param bytesOfEach of a body
 */
public record Megabytes(Load requests, long bytesOfEach) implements Load {
    @Override
    public double run(int port, Duration time) {
        return requests.run(port, time) * bytesOfEach / 1e6;
    }
}
