package dev.waggle.acme.challenge;

import dev.waggle.acme.HostNames;
import java.net.InetAddress;
import java.util.Locale;

/**
 * What a certificate is asked for: a DNS name, a wildcard of one label, or an IP address.
 *
 * <p>It cannot be anything else: this is the gate between what labels say and what reaches file
 * names, requests and signing requests.
 *
 * @param type what the value is
 * @param value a lower-case host name, perhaps with {@code *.} in front, or an address in the text
 *     of RFC 5952
 */
public record Identifier(Type type, String value) implements Comparable<Identifier> {

    /** What an identifier is. */
    public enum Type {
        /** A host name or a wildcard (RFC 8555 section 9.7.7). */
        DNS,
        /** An IPv4 or IPv6 address (RFC 8738). */
        IP
    }

    public Identifier {
        boolean fits =
                switch (type) {
                    case DNS -> HostNames.isHostOrWildcard(value);
                    case IP -> IpText.isCanonical(value);
                };
        if (!fits) {
            throw new IllegalArgumentException(
                    "neither a host name, a wildcard of one label, nor an IP address");
        }
    }

    /**
     * Reads a name in any case, or an address in any text without a scope.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Identifier of(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (HostNames.isHostOrWildcard(lower)) {
            return new Identifier(Type.DNS, lower);
        }
        return new Identifier(Type.IP, IpText.canonical(lower));
    }

    /** Whether it is a name with {@code *} as its first label. */
    public boolean isWildcard() {
        return value.startsWith("*.");
    }

    /** The name without {@code *.}: what an authorization is about (RFC 8555 section 7.1.3). */
    public Identifier withoutWildcard() {
        return isWildcard() ? new Identifier(Type.DNS, value.substring(2)) : this;
    }

    /** The address; never asks a name server. Only for {@link Type#IP}. */
    public InetAddress address() {
        return InetAddress.ofLiteral(value);
    }

    @Override
    public int compareTo(Identifier other) {
        int byType = type.compareTo(other.type);
        return byType != 0 ? byType : value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
