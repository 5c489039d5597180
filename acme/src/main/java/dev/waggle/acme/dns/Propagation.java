package dev.waggle.acme.dns;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Waits until every authoritative server of a zone has a TXT record: the CA asks one of them,
 * nobody knows which, and a failed validation counts.
 *
 * <p>A server that does not answer at all does not hold the order back as long as another one does:
 * the CA passes it by too. Servers are asked all at once, one round after the other, with growing
 * pauses between rounds.
 */
final class Propagation {

    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Propagation.class);

    private final Zones zones;
    private final Duration timeout;
    private final Pacing pacing;

    /**
     * @param timeout rounds begin until it is over; zero does not look at all
     */
    Propagation(Zones zones, Duration timeout, Pacing pacing) {
        this.zones = zones;
        this.timeout = timeout;
        this.pacing = pacing;
    }

    private enum State {
        PRESENT,
        ABSENT,
        SILENT
    }

    private record Asked(AuthoritativeServer server, State state) {}

    /**
     * @throws DnsFailure when the time is over, naming the servers that lack the record
     */
    void await(TxtRecord record) throws DnsFailure, InterruptedException {
        if (timeout.isZero()) {
            return;
        }
        Name name = DnsNames.of(record.name());
        List<AuthoritativeServer> servers = zones.serversOf(DnsNames.of(record.zone()));
        long start = pacing.nanoTime();
        Duration pause = FIRST_PAUSE;
        while (true) {
            List<Asked> round =
                    InParallel.map(servers, server -> ask(server, name, record.value()));
            if (isEverywhere(round)) {
                return;
            }
            if (pacing.nanoTime() - start + pause.toNanos() > timeout.toNanos()) {
                throw lacking(record, round);
            }
            LOG.debug("{} is not at every server of {} yet", record.name(), record.zone());
            pacing.sleep(pause);
            pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    private static Asked ask(AuthoritativeServer server, Name name, String value) {
        try {
            boolean isPresent =
                    server.server().ask(name, Type.TXT).records(name, TXTRecord.class).stream()
                            .anyMatch(txt -> String.join("", txt.getStrings()).equals(value));
            return new Asked(server, isPresent ? State.PRESENT : State.ABSENT);
        } catch (IOException _) {
            return new Asked(server, State.SILENT);
        }
    }

    private static boolean isEverywhere(List<Asked> round) {
        return round.stream().anyMatch(asked -> asked.state() == State.PRESENT)
                && round.stream().noneMatch(asked -> asked.state() == State.ABSENT);
    }

    private DnsFailure lacking(TxtRecord record, List<Asked> round) {
        List<Asked> absent = round.stream().filter(a -> a.state() == State.ABSENT).toList();
        if (absent.isEmpty()) {
            return new DnsFailure(
                    "none of the name servers of %s answers: %s"
                            .formatted(record.zone(), names(round)),
                    "let this machine send UDP and TCP to port 53 of the zone's name servers, and check that they run");
        }
        return new DnsFailure(
                "%d s after the record was made, %s still without the TXT record of %s: %s"
                        .formatted(
                                timeout.toSeconds(),
                                absent.size() == 1 ? "a name server is" : "name servers are",
                                record.name(),
                                names(absent)),
                "check that the secondary servers of %s follow the primary one, or allow more time with dns.propagation-timeout"
                        .formatted(record.zone()));
    }

    private static String names(List<Asked> asked) {
        return asked.stream().map(a -> a.server().toString()).collect(Collectors.joining(", "));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
