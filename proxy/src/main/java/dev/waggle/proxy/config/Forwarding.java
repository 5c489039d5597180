package dev.waggle.proxy.config;

import dev.waggle.routing.AddressRange;
import java.util.List;

/**
 * What is believed about the client, and what tasks are told of it.
 *
 * @param trustedProxies peers that are believed
 * @param proxyProtocol whether these begin with a PROXY protocol header
 * @param forwarded whether {@code Forwarded} (RFC 7239) is set
 * @param underscores what happens to fields with an underscore in their name
 */
public record Forwarding(
        List<AddressRange> trustedProxies,
        boolean proxyProtocol,
        boolean forwarded,
        Underscores underscores) {
    public Forwarding {
        trustedProxies = List.copyOf(trustedProxies);
    }

    static Forwarding from(Settings settings) {
        return new Forwarding(
                settings.get(ConfigKeys.TRUSTED_PROXIES),
                settings.get(ConfigKeys.PROXY_PROTOCOL),
                settings.get(ConfigKeys.FORWARDED),
                settings.get(ConfigKeys.UNDERSCORES));
    }
}
