package dev.waggle.proxy.config;

import java.net.InetAddress;

/**
 * Where clients reach it.
 *
 * @param address where both public listeners are bound; the IPv6 wildcard means every address
 * @param httpsPort 0 for a free one
 * @param httpPort 0 for a free one
 * @param eventLoops 0 for one a core
 */
public record Listeners(InetAddress address, int httpsPort, int httpPort, int eventLoops) {
    static Listeners from(Settings settings) {
        return new Listeners(
                settings.get(ConfigKeys.LISTEN_ADDRESS),
                settings.get(ConfigKeys.HTTPS_PORT),
                settings.get(ConfigKeys.HTTP_PORT),
                settings.get(ConfigKeys.EVENT_LOOPS));
    }
}
