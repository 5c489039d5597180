package dev.waggle.proxy.config;

import java.time.Duration;

/**
 * How tasks are talked to where a route does not say.
 *
 * @param retries further endpoints that are tried when it is safe
 * @param keepIdle how long an unused connection is kept
 * @param maxIdle unused connections of one endpoint, for each event loop
 */
public record Upstreams(int retries, Duration keepIdle, int maxIdle) {
    static Upstreams from(Settings settings) {
        return new Upstreams(
                settings.get(ConfigKeys.RETRIES),
                settings.get(ConfigKeys.POOL_IDLE_TIME),
                settings.get(ConfigKeys.POOL_MAX_IDLE));
    }
}
