package dev.waggle.acme.dns;

import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.dns.PortProbe.Outcome;
import dev.waggle.acme.preflight.Finding;
import dev.waggle.acme.preflight.PreflightQuestion;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Whether a name leads to us, as far as that can be seen from here. */
final class AddressCheck {

    /** Addresses after these, of each kind, are not asked. */
    private static final int MAX_ADDRESSES = 4;

    private final Resolvers resolvers;
    private final Authority authority;
    private final int port;
    private final Supplier<String> tokens;

    /**
     * @param port where CAs ask: 80, but for a test
     * @param tokens random ones
     */
    AddressCheck(Resolvers resolvers, Authority authority, int port, Supplier<String> tokens) {
        this.resolvers = resolvers;
        this.authority = authority;
        this.port = port;
        this.tokens = tokens;
    }

    private record Probed(InetAddress address, Outcome outcome) {

        boolean isIpv6() {
            return address instanceof Inet6Address;
        }

        boolean isSilent() {
            return outcome instanceof Outcome.Silent;
        }

        /** The type of the record that says this address. */
        String record() {
            return isIpv6() ? "AAAA" : "A";
        }

        String text() {
            return address.getHostAddress();
        }
    }

    List<Finding> look(PreflightQuestion question) throws DnsFailure, InterruptedException {
        if (question.identifier().type() == Identifier.Type.IP) {
            return probe(question, List.of(question.identifier().address()));
        }
        Name host = DnsNames.of(question.identifier().value());
        DnsAnswer answer = resolvers.ask(host, Type.A);
        if (answer.isNoSuchName()) {
            return List.of(absent(host, answer.endOfAliases(host)));
        }
        List<InetAddress> addresses = new ArrayList<>();
        answer.records(host, ARecord.class).stream()
                .limit(MAX_ADDRESSES)
                .forEach(record -> addresses.add(record.getAddress()));
        resolvers.ask(host, Type.AAAA).records(host, AAAARecord.class).stream()
                .limit(MAX_ADDRESSES)
                .forEach(record -> addresses.add(record.getAddress()));
        return addresses.isEmpty()
                ? List.of(withoutAddress(host))
                : probe(question, List.copyOf(addresses));
    }

    private Finding absent(Name host, Name missing) throws DnsFailure, InterruptedException {
        Optional<DnsAnswer> answer = authority.ask(missing, Type.A);
        if (answer.isPresent() && answer.get().isNoSuchName()) {
            String where = missing.equals(host) ? "" : ", where its CNAME record leads to,";
            return new Finding.Hold(
                    "%s%s does not exist in the DNS: NXDOMAIN, say its zone's own servers"
                            .formatted(missing.toString(true), where),
                    "add an A or AAAA record for it with the public address of this machine");
        }
        return new Finding.Warn(
                "%s does not exist, says the resolver, but its zone's own servers do not say so"
                        .formatted(missing.toString(true)),
                "wait until the resolver has forgotten it, or name another in acme.resolvers");
    }

    private static Finding withoutAddress(Name host) {
        return new Finding.Warn(
                "%s has neither an A nor an AAAA record".formatted(host.toString(true)),
                "add one with the public address of this machine");
    }

    private List<Finding> probe(PreflightQuestion question, List<InetAddress> addresses)
            throws InterruptedException {
        String host = question.identifier().value();
        String named = host.indexOf(':') < 0 ? host : "[" + host + "]";
        String token = tokens.get();
        String expected = token + "." + question.thumbprint();
        List<Probed> probed =
                InParallel.map(
                        addresses,
                        address ->
                                new Probed(
                                        address,
                                        PortProbe.ask(
                                                new InetSocketAddress(address, port),
                                                named,
                                                token,
                                                expected)));
        List<Finding> findings = new ArrayList<>();
        probed.forEach(one -> finding(host, one).ifPresent(findings::add));
        if (question.kind() == ChallengeKind.HTTP_01) {
            silent(host, probed).ifPresent(findings::add);
        }
        return findings;
    }

    /** About one address that gave an answer. */
    private static Optional<Finding> finding(String host, Probed probed) {
        return switch (probed.outcome()) {
            case Outcome.Ours _, Outcome.Silent _, Outcome.NoWay _ -> Optional.empty();
            case Outcome.OtherAccount _ ->
                    Optional.of(
                            new Finding.Hold(
                                    "%s leads to %s, where another ACME client answers, with an account of its own"
                                            .formatted(host, probed.text()),
                                    "if that is a proxy with a state directory of its own, let both have one (state-dir), or order by dns-01; else let the %s record name this proxy only"
                                            .formatted(probed.record())));
            case Outcome.Foreign(String what) ->
                    Optional.of(
                            new Finding.Hold(
                                    "%s leads to %s, where %s answers on port 80 and not this proxy"
                                            .formatted(host, probed.text(), what),
                                    "let the %s record name the public address of this machine; if that is a router's own page that only the inside sees, set acme.preflight: warn"
                                            .formatted(probed.record())));
            case Outcome.Unclear(String what) ->
                    Optional.of(
                            new Finding.Warn(
                                    "%s leads to %s, where port 80 answers with %s"
                                            .formatted(host, probed.text(), what),
                                    "let requests for /.well-known/acme-challenge/ pass to this proxy as they are"));
        };
    }

    private static Optional<Finding> silent(String host, List<Probed> probed) {
        List<Probed> silent = probed.stream().filter(Probed::isSilent).toList();
        if (silent.isEmpty()) {
            return Optional.empty();
        }
        boolean isOnlyIpv6 =
                silent.stream().allMatch(Probed::isIpv6)
                        && probed.stream().anyMatch(one -> one.outcome() instanceof Outcome.Ours);
        String addresses = String.join(", ", silent.stream().map(Probed::text).toList());
        return Optional.of(
                isOnlyIpv6
                        ? new Finding.Warn(
                                "port 80 of %s, an AAAA record of %s, does not answer, and CAs ask IPv6 first"
                                        .formatted(addresses, host),
                                "publish port 80 on IPv6 too, or remove the AAAA record")
                        : new Finding.Warn(
                                "port 80 of %s, where %s leads to, does not answer from here"
                                        .formatted(addresses, host),
                                "let port 80 in through firewall and router; behind a router without hairpin NAT it may be open from outside all the same"));
    }
}
