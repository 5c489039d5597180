package dev.waggle.proxy.config;

import java.time.Duration;

/**
 * When there is too much of something, and connections are shed.
 *
 * @param highPercent of a resource, from which new and idle connections go
 * @param criticalPercent of a resource, from which the slowest go
 * @param loopLag how late an event loop may be
 * @param waiting how many requests may wait for a task, of all routes
 */
public record OverloadLimits(int highPercent, int criticalPercent, Duration loopLag, int waiting) {
    static OverloadLimits from(Settings settings) {
        return new OverloadLimits(
                settings.get(ConfigKeys.OVERLOAD_HIGH),
                settings.get(ConfigKeys.OVERLOAD_CRITICAL),
                settings.get(ConfigKeys.OVERLOAD_LOOP_LAG),
                settings.get(ConfigKeys.OVERLOAD_WAITING));
    }
}
