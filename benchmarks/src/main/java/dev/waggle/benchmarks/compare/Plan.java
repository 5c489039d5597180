package dev.waggle.benchmarks.compare;

import java.time.Duration;

/**
 * How long and how often is measured, and where.
 *
 * @param rounds in each of which every proxy is measured once
 * @param time of one sample
 * @param warmUp CPU time that Waggle uses at least before the first sample of a test; a JIT
 *     compiler needs it
 * @param proxyCore where the proxies run
 * @param loadCore where everything else runs
 */
record Plan(int rounds, Duration time, Duration warmUp, int proxyCore, int loadCore) {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    Plan {
        if (rounds < 1 || rounds > 100) {
            throw new IllegalArgumentException("rounds: from 1 to 100");
        }
        if (time.toSeconds() < 1 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("seconds: from 1 to 120");
        }
        if (warmUp.isNegative() || warmUp.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("warm-up: from 0 to 120 seconds");
        }
    }
}
