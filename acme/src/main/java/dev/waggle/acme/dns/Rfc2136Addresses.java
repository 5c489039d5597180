package dev.waggle.acme.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * Address records by dynamic updates. Record and marker change together or not at all, and only if
 * what we read still stands (RFC 2136 section 2.4).
 */
public final class Rfc2136Addresses implements AddressProvider {

    private final Rfc2136Settings settings;
    private final SignedUpdates updates;

    /** The key is read from its file with each update. */
    public Rfc2136Addresses(Rfc2136Settings settings) {
        this.settings = settings;
        this.updates = new SignedUpdates(settings.server(), settings.keyFile());
    }

    @Override
    public String description() {
        return "rfc2136 at %s".formatted(new DnsServer(settings.server()));
    }

    @Override
    public boolean follow(AddressName name, InetAddress address)
            throws DnsFailure, InterruptedException {
        AddressState state = read(name);
        String wanted = AddressText.of(address);
        return switch (state.towards(wanted)) {
            case NOTHING -> true;
            case LEAVE -> false;
            case MAKE -> isDone(make(name, wanted, state.ours()));
            case CHANGE ->
                    isDone(change(name, state.addresses().iterator().next(), wanted, state.ours()));
        };
    }

    private boolean isDone(Update update) throws DnsFailure, InterruptedException {
        return updates.sendConditional(update) == Rcode.NOERROR;
    }

    private Update make(AddressName name, String wanted, Set<String> ours) throws DnsFailure {
        Update update = new Update(DnsNames.of(name.zone()));
        update.absent(owner(name), name.type().code());
        update.absent(owner(name), Type.CNAME);
        mark(update, name, wanted, ours);
        return update;
    }

    private Update change(AddressName name, String from, String to, Set<String> ours)
            throws DnsFailure {
        Update update = new Update(DnsNames.of(name.zone()));
        update.present(address(name, from, 0));
        update.delete(address(name, from, 0));
        mark(update, name, to, ours);
        return update;
    }

    private void mark(Update update, AddressName name, String wanted, Set<String> ours)
            throws DnsFailure {
        update.add(address(name, wanted, settings.ttl().toSeconds()));
        for (String old : ours) {
            update.delete(marker(name, old));
        }
        update.add(marker(name, wanted));
    }

    private AddressState read(AddressName name) throws DnsFailure, InterruptedException {
        Name owner = owner(name);
        DnsAnswer here = ask(owner, name.type().code());
        Name marker = DnsNames.of(name.marker());
        Set<String> texts =
                ask(marker, Type.TXT).records(marker, TXTRecord.class).stream()
                        .map(record -> String.join("", record.getStrings()))
                        .collect(Collectors.toSet());
        return new AddressState(
                addresses(here, owner),
                AddressText.marked(name, texts),
                !here.recordsAt(owner, CNAMERecord.class).isEmpty());
    }

    private static Set<String> addresses(DnsAnswer answer, Name owner) {
        Set<String> found = new TreeSet<>();
        answer.recordsAt(owner, ARecord.class)
                .forEach(record -> found.add(AddressText.of(record.getAddress())));
        answer.recordsAt(owner, AAAARecord.class)
                .forEach(record -> found.add(AddressText.of(record.getAddress())));
        return found;
    }

    private DnsAnswer ask(Name name, int type) throws DnsFailure, InterruptedException {
        try {
            DnsAnswer answer = new DnsServer(settings.server()).ask(name, type);
            if (answer.isConclusive()) {
                return answer;
            }
            throw unreadable(name, answer.rcode());
        } catch (IOException _) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw unreadable(name, "no answer");
        }
    }

    private DnsFailure unreadable(Name name, String why) {
        return new DnsFailure(
                "the DNS server %s does not say what stands at %s: %s"
                        .formatted(new DnsServer(settings.server()), name.toString(true), why),
                "let this machine ask the server of dns.rfc2136-server");
    }

    private Record marker(AddressName name, String address) throws DnsFailure {
        return new TXTRecord(
                DnsNames.of(name.marker()),
                DClass.IN,
                settings.ttl().toSeconds(),
                name.markerOf(address));
    }

    private static Record address(AddressName name, String address, long ttl) throws DnsFailure {
        InetAddress literal = InetAddress.ofLiteral(address);
        return switch (name.type()) {
            case A -> new ARecord(owner(name), DClass.IN, ttl, literal);
            case AAAA -> new AAAARecord(owner(name), DClass.IN, ttl, literal);
        };
    }

    /** A wildcard is a name of its own to the server that holds its zone. */
    private static Name owner(AddressName name) throws DnsFailure {
        Name below = DnsNames.of(DnsNames.withoutWildcard(name.host()));
        try {
            return name.host().startsWith("*.") ? Name.fromString("*", below) : below;
        } catch (TextParseException e) {
            throw new IllegalStateException("a wildcard of a host name is a name", e);
        }
    }
}
