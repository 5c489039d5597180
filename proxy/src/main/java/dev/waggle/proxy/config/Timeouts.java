package dev.waggle.proxy.config;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param handshake TLS, then close
 * @param keepAlive until the first byte of the next request, then close
 * @param head from the first byte of a head to its last, then 408
 * @param requestBufferWait how long a body without a length is collected
 * @param connect to a task
 * @param response until the task's response head, then 504
 * @param idle without a byte in either direction
 * @param tunnelIdle the same for tunnels
 * @param drain for what is in flight at the end
 * @param drainNotice of that, how long clients are still taken at least
 * @param warmUp for requests of its own, between listening and being ready; zero for none
 */
public record Timeouts(
        Duration handshake,
        Duration keepAlive,
        Duration head,
        Duration requestBufferWait,
        Duration connect,
        Duration response,
        Duration idle,
        Duration tunnelIdle,
        Duration drain,
        Duration drainNotice,
        Duration warmUp) {
    static Timeouts from(Settings settings) {
        return new Timeouts(
                settings.get(ConfigKeys.HANDSHAKE_TIME),
                settings.get(ConfigKeys.KEEP_ALIVE_TIME),
                settings.get(ConfigKeys.HEAD_TIME),
                settings.get(ConfigKeys.REQUEST_BUFFER_WAIT),
                settings.get(ConfigKeys.CONNECT_TIME),
                settings.get(ConfigKeys.RESPONSE_TIME),
                settings.get(ConfigKeys.IDLE_TIME),
                settings.get(ConfigKeys.TUNNEL_IDLE_TIME),
                settings.get(ConfigKeys.DRAIN_TIME),
                settings.get(ConfigKeys.DRAIN_NOTICE),
                settings.get(ConfigKeys.WARM_UP));
    }
}
