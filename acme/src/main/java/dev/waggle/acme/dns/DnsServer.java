package dev.waggle.acme.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;

/**
 * One DNS server at one address. Each question goes out by UDP from a port of its own, and once
 * more by TCP when the answer is cut off. Blocks.
 */
record DnsServer(InetSocketAddress address) {

    /** How long one question waits for its answer. */
    static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** Asks an authoritative server, which is not to ask others. */
    DnsAnswer ask(Name name, int type) throws IOException {
        return ask(name, type, false);
    }

    /** Asks a resolver. */
    DnsAnswer askRecursively(Name name, int type) throws IOException {
        return ask(name, type, true);
    }

    private DnsAnswer ask(Name name, int type, boolean isRecursive) throws IOException {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        if (!isRecursive) {
            query.getHeader().unsetFlag(Flags.RD);
        }
        SimpleResolver resolver = new SimpleResolver(address);
        resolver.setTimeout(TIMEOUT);
        return new DnsAnswer(resolver.send(query));
    }

    @Override
    public String toString() {
        return address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
    }
}
