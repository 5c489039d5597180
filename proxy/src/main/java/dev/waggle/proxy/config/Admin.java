package dev.waggle.proxy.config;

import dev.waggle.routing.AddressRange;
import java.net.InetAddress;
import java.util.List;

/**
 * Where operators and their tools reach it.
 *
 * @param port 0 for a free one
 * @param allowFrom peers that may ask, beside loopback
 * @param hosts names by which it may be asked, beside its own
 */
public record Admin(
        InetAddress address, int port, List<AddressRange> allowFrom, List<String> hosts) {
    public Admin {
        allowFrom = List.copyOf(allowFrom);
        hosts = List.copyOf(hosts);
    }

    static Admin from(Settings settings) {
        return new Admin(
                settings.get(ConfigKeys.ADMIN_ADDRESS),
                settings.get(ConfigKeys.ADMIN_PORT),
                settings.get(ConfigKeys.ADMIN_ALLOW_FROM),
                settings.get(ConfigKeys.ADMIN_HOSTS));
    }
}
