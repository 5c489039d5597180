package dev.waggle.acme.dns;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Update;

/** Changes a zone by dynamic updates (RFC 2136) that are signed with a shared key (RFC 8945). */
public final class Rfc2136Provider implements DnsProvider {

    private final SignedUpdates updates;
    private final Rfc2136Settings settings;

    /** The key is read from its file with each update. */
    public Rfc2136Provider(Rfc2136Settings settings) {
        this.settings = settings;
        this.updates = new SignedUpdates(settings.server(), settings.keyFile());
    }

    @Override
    public String description() {
        return "rfc2136 at %s".formatted(new DnsServer(settings.server()));
    }

    @Override
    public void add(TxtRecord record) throws DnsFailure, InterruptedException {
        Update update = new Update(DnsNames.of(record.zone()));
        // Adds to the set of the name; one that is there already is left as it is (section
        // 3.4.2.2).
        update.add(txt(record));
        updates.send(update);
    }

    @Override
    public void remove(TxtRecord record) throws DnsFailure, InterruptedException {
        Update update = new Update(DnsNames.of(record.zone()));
        // Only the record with this very value (section 2.5.4).
        update.delete(txt(record));
        updates.send(update);
    }

    private TXTRecord txt(TxtRecord record) throws DnsFailure {
        Name name = DnsNames.of(record.name());
        return new TXTRecord(name, DClass.IN, settings.ttl().toSeconds(), record.value());
    }
}
