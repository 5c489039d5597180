package dev.waggle.proxy.auth;

import java.time.Duration;

/**
 * The bounds of basic authentication.
 *
 * @param hashThreads how many passwords are verified at once, 1 to 1024; each takes a core
 * @param maxWaitingHashes how many verifications may wait for their turn, 1 to 65,536; over it: 503
 * @param successTtl how long a success spares its user the next hash after it was last used
 * @param lookInterval how often password files are looked at for a change
 */
public record BasicAuthSettings(
        int hashThreads, int maxWaitingHashes, Duration successTtl, Duration lookInterval) {
    /**
     * Half of the cores, so that a flood of guesses does not take all of them from the event loops.
     */
    public static final BasicAuthSettings DEFAULTS =
            new BasicAuthSettings(
                    Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                    1024,
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(2));

    public BasicAuthSettings {
        if (hashThreads < 1 || hashThreads > 1024) {
            throw new IllegalArgumentException("hashThreads: 1 to 1024");
        }
        if (maxWaitingHashes < 1 || maxWaitingHashes > 65_536) {
            throw new IllegalArgumentException("maxWaitingHashes: 1 to 65536");
        }
        if (successTtl.isNegative() || !lookInterval.isPositive()) {
            throw new IllegalArgumentException("successTtl, lookInterval: positive");
        }
    }
}
