package dev.waggle.acme.dns;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** Which zone a name is in, and at which addresses that zone is served. */
final class Zones {

    /** Names of servers after these are not asked; a delegation of more does not fit its answer. */
    private static final int MAX_SERVER_NAMES = 13;

    private static final int MAX_ADDRESSES = 32;

    private final Resolvers resolvers;
    private final int port;

    /**
     * @param port where authoritative servers listen: 53, but for a test
     */
    Zones(Resolvers resolvers, int port) {
        this.resolvers = resolvers;
        this.port = port;
    }

    /** The nearest name at or above this one that has an SOA record. */
    Name zoneOf(Name name) throws DnsFailure, InterruptedException {
        for (Name candidate = name;
                !DnsNames.isRoot(candidate);
                candidate = DnsNames.parentOf(candidate)) {
            DnsAnswer answer = resolvers.ask(candidate, Type.SOA);
            // The SOA of where an alias of this name leads to does not count.
            boolean isAlias = !answer.endOfAliases(candidate).equals(candidate);
            if (!isAlias && !answer.records(candidate, SOARecord.class).isEmpty()) {
                return candidate;
            }
        }
        throw new DnsFailure(
                "no zone is found for %s: neither it nor a name above it has an SOA record"
                        .formatted(name),
                "check that the domain is registered and delegated, and that acme.resolvers see it");
    }

    /**
     * Every address of every server that the zone names, IPv4 and IPv6.
     *
     * @return at least one and at most {@value #MAX_ADDRESSES}
     */
    List<AuthoritativeServer> serversOf(Name zone) throws DnsFailure, InterruptedException {
        Set<AuthoritativeServer> found = new LinkedHashSet<>();
        List<NSRecord> names = resolvers.ask(zone, Type.NS).records(zone, NSRecord.class);
        for (NSRecord name : names.stream().limit(MAX_SERVER_NAMES).toList()) {
            addAddresses(name.getTarget(), found);
        }
        if (found.isEmpty()) {
            throw new DnsFailure(
                    "no address is found for the name servers of %s".formatted(zone),
                    "check the NS records of the zone, and that acme.resolvers see the zone as the Internet does");
        }
        return found.stream().limit(MAX_ADDRESSES).toList();
    }

    private void addAddresses(Name server, Set<AuthoritativeServer> to)
            throws DnsFailure, InterruptedException {
        for (ARecord record : resolvers.ask(server, Type.A).records(server, ARecord.class)) {
            to.add(AuthoritativeServer.of(server, record.getAddress(), port));
        }
        for (AAAARecord record :
                resolvers.ask(server, Type.AAAA).records(server, AAAARecord.class)) {
            to.add(AuthoritativeServer.of(server, record.getAddress(), port));
        }
    }
}
