package dev.waggle.proxy.config;

import java.time.Duration;

/**
 * How fast a peer must at least be. No total time is limited.
 *
 * @param bodyBytes of a request body in {@code bodyTime}; 0 for no limit
 * @param bodyGrace how long after its start a body is not yet looked at
 * @param responseBytes read by the client in {@code responseTime}; 0 for no limit
 */
public record Progress(
        long bodyBytes,
        Duration bodyTime,
        Duration bodyGrace,
        long responseBytes,
        Duration responseTime) {
    static Progress from(Settings settings) {
        return new Progress(
                settings.get(ConfigKeys.BODY_PROGRESS_BYTES),
                settings.get(ConfigKeys.BODY_PROGRESS_TIME),
                settings.get(ConfigKeys.BODY_PROGRESS_GRACE),
                settings.get(ConfigKeys.RESPONSE_PROGRESS_BYTES),
                settings.get(ConfigKeys.RESPONSE_PROGRESS_TIME));
    }
}
