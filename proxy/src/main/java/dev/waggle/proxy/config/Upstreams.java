package dev.waggle.proxy.config;

import java.time.Duration;

/**
 * How tasks are talked to where a route does not say.
 *
 * @param retries further endpoints that are tried when it is safe
 * @param keepIdle how long an unused connection is kept
 * @param maxIdle unused connections of one endpoint, for each event loop
 * @param maxConnections connections of one endpoint, for each event loop
 * @param freshTime how long a connection may have been unused to get a request that must not be
 *     sent twice
 * @param waitingBytes what the requests of one route that wait for a task may hold of their bodies
 */
public record Upstreams(
        int retries,
        Duration keepIdle,
        int maxIdle,
        int maxConnections,
        Duration freshTime,
        long waitingBytes) {
    static Upstreams from(Settings settings) {
        return new Upstreams(
                settings.get(ConfigKeys.RETRIES),
                settings.get(ConfigKeys.POOL_IDLE_TIME),
                settings.get(ConfigKeys.POOL_MAX_IDLE),
                settings.get(ConfigKeys.ENDPOINT_CONNECTIONS),
                settings.get(ConfigKeys.POOL_FRESH_TIME),
                settings.get(ConfigKeys.WAITING_MEMORY));
    }
}
