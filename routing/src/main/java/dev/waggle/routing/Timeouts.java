package dev.waggle.routing;

import java.time.Duration;

/**
 * How long each part of an exchange with a task may take.
 *
 * @param connect until a connection to the endpoint stands
 * @param response from the request's last byte until the head of the response
 * @param idle between two reads while the body flows
 * @param tunnelIdle the same for WebSockets and other tunnels
 */
public record Timeouts(Duration connect, Duration response, Duration idle, Duration tunnelIdle) {
    /** Three seconds, a minute, a minute; tunnels an hour. */
    public static final Timeouts DEFAULTS =
            new Timeouts(
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofHours(1));
}
