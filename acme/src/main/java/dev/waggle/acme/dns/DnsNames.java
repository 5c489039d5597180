package dev.waggle.acme.dns;

import dev.waggle.acme.HostNames;
import dev.waggle.acme.Printable;
import java.util.Locale;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * Host names as names of the DNS and back. Nothing becomes a name here that is no host name, so
 * that no name can hold what a zone file, a URL or a command line would read differently.
 */
final class DnsNames {

    private static final String CHALLENGE_LABEL = "_acme-challenge.";

    private DnsNames() {}

    /**
     * @param host in lower case, without trailing dot
     * @throws DnsFailure when it is not a host name
     */
    static Name of(String host) throws DnsFailure {
        if (!HostNames.isHost(host)) {
            throw new DnsFailure(
                    "'%s' is not a host name that the DNS can hold".formatted(Printable.of(host)),
                    "use lower-case letters, digits, hyphens and dots, at most 253 characters with what is put before it");
        }
        try {
            return Name.fromString(host, Name.root);
        } catch (TextParseException e) {
            throw new IllegalStateException("host names are names of the DNS: " + host, e);
        }
    }

    /**
     * Where the value of a DNS-01 challenge is looked for (RFC 8555 section 8.4); that of a
     * wildcard is the one of the name below it.
     *
     * @param hostOrWildcard in lower case, without trailing dot
     */
    static Name challengeFor(String hostOrWildcard) throws DnsFailure {
        return of(CHALLENGE_LABEL + withoutWildcard(hostOrWildcard));
    }

    /** The name below a wildcard, or the host itself. */
    static String withoutWildcard(String hostOrWildcard) {
        return hostOrWildcard.startsWith("*.") ? hostOrWildcard.substring(2) : hostOrWildcard;
    }

    /**
     * A name that came out of the DNS, as a host name in lower case without trailing dot.
     *
     * @throws DnsFailure when it holds what no host name holds
     */
    static String hostOf(Name name) throws DnsFailure {
        String host = name.toString(true).toLowerCase(Locale.ROOT);
        of(host);
        return host;
    }

    /** The name without its first label. */
    static Name parentOf(Name name) {
        return new Name(name, 1);
    }

    static boolean isRoot(Name name) {
        return name.equals(Name.root);
    }
}
