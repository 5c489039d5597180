package dev.waggle.proxy.config;

/**
 * What is written, and how.
 *
 * @param level of the operational log
 * @param accessLogBufferBytes that each event loop may keep for a slow reader
 */
public record Logging(LogLevel level, AccessLogFormat accessLog, int accessLogBufferBytes) {
    static Logging from(Settings settings) {
        return new Logging(
                settings.get(ConfigKeys.LOG_LEVEL),
                settings.get(ConfigKeys.ACCESS_LOG),
                settings.bytes(ConfigKeys.ACCESS_LOG_BUFFER));
    }
}
