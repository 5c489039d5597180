package dev.waggle.acme.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.xbill.DNS.Name;

/**
 * One address of one server that answers for a zone.
 *
 * @param name as the zone names it, for messages
 * @param server where it is asked
 */
record AuthoritativeServer(Name name, DnsServer server) {

    static AuthoritativeServer of(Name name, InetAddress address, int port) {
        return new AuthoritativeServer(name, new DnsServer(new InetSocketAddress(address, port)));
    }

    @Override
    public String toString() {
        return "%s (%s)".formatted(name.toString(true), server);
    }
}
