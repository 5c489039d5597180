package dev.waggle.acme.dns;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A DNS server that takes dynamic updates.
 *
 * @param server the primary server of the zone, its address resolved
 * @param keyFile the TSIG key, as {@code tsig-keygen} writes it
 * @param ttl of the records that are made
 */
public record Rfc2136Settings(InetSocketAddress server, Path keyFile, Duration ttl) {

    public Rfc2136Settings {
        if (server.isUnresolved()) {
            throw new IllegalArgumentException("not resolved: " + server);
        }
    }
}
