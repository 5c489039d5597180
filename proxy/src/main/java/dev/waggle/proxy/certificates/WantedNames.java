package dev.waggle.proxy.certificates;

import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.life.KeyType;
import dev.waggle.acme.life.WantedCertificate;
import dev.waggle.proxy.config.Acme;
import dev.waggle.proxy.config.AcmeChallenge;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.Problem;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.TlsMode;
import dev.waggle.routing.TlsName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which certificates are to be ordered: one for each routed host that has none from elsewhere, or
 * one for the names that a label groups, and one for each name in the configuration. Pure.
 */
public final class WantedNames {
    private final Acme acme;
    private final Predicate<String> fromFiles;
    private final Set<WantedCertificate> wanted = new LinkedHashSet<>();
    private final Set<Problem> problems = new LinkedHashSet<>();

    private WantedNames(Acme acme, Predicate<String> fromFiles) {
        this.acme = acme;
        this.fromFiles = fromFiles;
    }

    /**
     * What is wanted now.
     *
     * @param certificates none while no e-mail address is configured
     * @param problems why a name is left out
     */
    public record Result(Set<WantedCertificate> certificates, List<Problem> problems) {
        public Result {
            certificates = Set.copyOf(certificates);
            problems = List.copyOf(problems);
        }
    }

    /**
     * @param fromFiles whether there is a valid certificate from elsewhere for a host
     */
    public static Result of(RouteTable table, Acme acme, Predicate<String> fromFiles) {
        WantedNames names = new WantedNames(acme, fromFiles);
        if (acme.isOn()) {
            table.tlsNames().stream().filter(WantedNames::isByAcme).forEach(names::addHost);
            acme.names().forEach(name -> names.add(List.of(name), "acme.names", name));
        }
        return new Result(names.wanted, List.copyOf(names.problems));
    }

    /** Whether a host's certificate is ordered once ordering is configured. */
    public static boolean isByAcme(TlsName name) {
        return name.mode() == TlsMode.ACME || name.mode() == TlsMode.DEFAULT;
    }

    private void addHost(TlsName name) {
        String host = name.name().text();
        if (fromFiles.test(host)) {
            return;
        }
        List<String> names =
                name.certNames().isEmpty()
                        ? List.of(host)
                        : name.certNames().stream().map(HostPattern::text).toList();
        add(names, name.certNames().isEmpty() ? "" : "routing-cert-names", host);
    }

    private void add(List<String> names, String key, String value) {
        SortedSet<Identifier> identifiers = new TreeSet<>();
        for (String name : names) {
            Optional<Identifier> identifier = identifier(name);
            if (identifier.isEmpty()) {
                problem(key, value, name + " is no name that a CA signs", "leave it out");
                return;
            }
            identifiers.add(identifier.get());
        }
        if (identifiers.size() > WantedCertificate.MAX_IDENTIFIERS) {
            problem(
                    key,
                    value,
                    "a certificate is for %d names at most, and these are %d"
                            .formatted(WantedCertificate.MAX_IDENTIFIERS, identifiers.size()),
                    "use a wildcard, or leave routing-cert-names out");
        } else if (identifiers.stream().anyMatch(Identifier::isWildcard) && !changesDns()) {
            problem(
                    key,
                    value,
                    "a certificate with a wildcard is ordered by dns-01 only, and nobody is"
                            + " configured to change the DNS",
                    "set dns.provider and what it needs, with dns-01 in acme.challenges");
        } else {
            wanted.add(
                    new WantedCertificate(
                            identifiers,
                            keyType(),
                            Optional.empty(),
                            Optional.ofNullable(acme.profile())));
        }
    }

    private boolean changesDns() {
        return acme.dns().provider() != null && acme.challenges().contains(AcmeChallenge.DNS_01);
    }

    /** An IPv6 address stands in brackets as a host, and without them in a certificate. */
    private static Optional<Identifier> identifier(String name) {
        boolean isBracketed = name.startsWith("[") && name.endsWith("]");
        try {
            return Optional.of(
                    Identifier.of(isBracketed ? name.substring(1, name.length() - 1) : name));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private KeyType keyType() {
        return switch (acme.keyType()) {
            case ECDSA_P256 -> KeyType.ECDSA_P256;
            case ECDSA_P384 -> KeyType.ECDSA_P384;
            case RSA_2048 -> KeyType.RSA_2048;
            case RSA_4096 -> KeyType.RSA_4096;
        };
    }

    private void problem(String key, String value, String message, String fix) {
        problems.add(new Problem("", key, value, message, fix));
    }
}
