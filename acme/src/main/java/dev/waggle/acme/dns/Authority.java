package dev.waggle.acme.dns;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;

/** Asks the servers of a name's own zone, past every cache and every split view of a resolver. */
final class Authority {

    /** More servers are not asked for one answer. */
    private static final int MAX_ASKED = 4;

    private final Zones zones;

    Authority(Zones zones) {
        this.zones = zones;
    }

    /**
     * What the first of them that answers says; empty when none does.
     *
     * @throws DnsFailure when the zone or its servers cannot be found
     */
    Optional<DnsAnswer> ask(Name name, int type) throws DnsFailure, InterruptedException {
        List<AuthoritativeServer> servers = zones.serversOf(zones.zoneOf(name));
        for (AuthoritativeServer server : servers.stream().limit(MAX_ASKED).toList()) {
            try {
                DnsAnswer answer = server.server().ask(name, type);
                if (answer.isConclusive()) {
                    return Optional.of(answer);
                }
            } catch (IOException _) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
        return Optional.empty();
    }
}
