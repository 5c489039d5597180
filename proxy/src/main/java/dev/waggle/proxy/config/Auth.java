package dev.waggle.proxy.config;

import java.time.Duration;

/**
 * How passwords are verified.
 *
 * @param hashThreads how many are at once; 0 for half of the cores
 * @param maxWaitingHashes how many may wait for that; over it 503
 * @param successTtl how long a right one is not verified again after it was last used
 */
public record Auth(int hashThreads, int maxWaitingHashes, Duration successTtl) {
    static Auth from(Settings settings) {
        return new Auth(
                settings.get(ConfigKeys.HASH_THREADS),
                settings.get(ConfigKeys.MAX_WAITING_HASHES),
                settings.get(ConfigKeys.SUCCESS_TTL));
    }
}
