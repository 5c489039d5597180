package dev.waggle.acme.dns;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** What one server said to one question; at most 64 KiB, as every message of the DNS. */
record DnsAnswer(Message message) {

    /** Whether it is an answer about the name, be it that there is none. */
    boolean isConclusive() {
        return message.getRcode() == Rcode.NOERROR || isNoSuchName();
    }

    /** The name does not exist, nor does any below it (RFC 8020). */
    boolean isNoSuchName() {
        return message.getRcode() == Rcode.NXDOMAIN;
    }

    String rcode() {
        return Rcode.string(message.getRcode());
    }

    /** The records of a type at the name that was asked for, or where its aliases lead to. */
    <T extends Record> List<T> records(Name asked, Class<T> type) {
        return recordsAt(endOfAliases(asked), type);
    }

    /** The records of a type at this name itself. */
    <T extends Record> List<T> recordsAt(Name owner, Class<T> type) {
        return all(type).stream().filter(found -> found.getName().equals(owner)).toList();
    }

    /** The last name of the aliases that stand in this answer; the name itself when it has none. */
    Name endOfAliases(Name asked) {
        Name owner = asked;
        for (int step = 0; step < Delegation.MAX_ALIASES; step++) {
            owner = aliasOf(owner).orElse(owner);
        }
        return owner;
    }

    /** What this answer says that the name is an alias of (CNAME). */
    Optional<Name> aliasOf(Name name) {
        return all(CNAMERecord.class).stream()
                .filter(alias -> alias.getName().equals(name))
                .map(CNAMERecord::getTarget)
                .findFirst();
    }

    private <T extends Record> List<T> all(Class<T> type) {
        return message.getSection(Section.ANSWER).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
