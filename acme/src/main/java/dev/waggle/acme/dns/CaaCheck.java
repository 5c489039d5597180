package dev.waggle.acme.dns;

import dev.waggle.acme.preflight.Finding;
import dev.waggle.acme.preflight.PreflightQuestion;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Whether the owner of a domain lets this CA issue for it (RFC 8659). */
final class CaaCheck {

    private final Resolvers resolvers;
    private final Authority authority;

    CaaCheck(Resolvers resolvers, Authority authority) {
        this.resolvers = resolvers;
        this.authority = authority;
    }

    /** Records that are in force, and at which name they stand. */
    private record Relevant(Name owner, List<CAARecord> records) {}

    /** A hold when the domain's own servers say no; a warning when only a resolver says so. */
    Finding look(PreflightQuestion question) throws DnsFailure, InterruptedException {
        if (question.caaIdentities().isEmpty()) {
            return Finding.CLEAR;
        }
        CaaPolicy policy =
                new CaaPolicy(
                        question.caaIdentities(),
                        question.identifier().isWildcard(),
                        question.account().toString(),
                        question.kind().type());
        Name host = DnsNames.of(question.identifier().withoutWildcard().value());
        Optional<Relevant> relevant = relevant(host);
        Optional<String> forbidden = relevant.flatMap(found -> policy.forbids(found.records()));
        if (relevant.isEmpty() || forbidden.isEmpty()) {
            return Finding.CLEAR;
        }
        Name owner = relevant.get().owner();
        String reason = "the CAA records of %s %s".formatted(owner.toString(true), forbidden.get());
        String fix =
                "add the record '%s CAA 0 %s \"%s\"', or remove those that forbid it"
                        .formatted(
                                owner,
                                question.identifier().isWildcard() ? "issuewild" : "issue",
                                question.caaIdentities().getFirst());
        return isConfirmed(owner, policy)
                ? new Finding.Hold(reason, fix)
                : new Finding.Warn(
                        reason + ", says the resolver, but the domain's own servers do not", fix);
    }

    /** Climbs from the host to the domain below the root; the first set that is found counts. */
    private Optional<Relevant> relevant(Name host) throws DnsFailure, InterruptedException {
        for (Name name = host; !DnsNames.isRoot(name); name = DnsNames.parentOf(name)) {
            DnsAnswer answer = resolvers.ask(name, Type.CAA);
            // Aliases are followed; where they lead to is not climbed from (section 3).
            List<CAARecord> records = answer.records(name, CAARecord.class);
            if (!records.isEmpty()) {
                return Optional.of(new Relevant(answer.endOfAliases(name), records));
            }
        }
        return Optional.empty();
    }

    private boolean isConfirmed(Name owner, CaaPolicy policy)
            throws DnsFailure, InterruptedException {
        Optional<DnsAnswer> answer = authority.ask(owner, Type.CAA);
        return answer.map(found -> found.records(owner, CAARecord.class))
                .flatMap(policy::forbids)
                .isPresent();
    }
}
