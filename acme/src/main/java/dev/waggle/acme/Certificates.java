package dev.waggle.acme;

import java.util.Map;
import java.util.Optional;

/**
 * All certificates that are served now, by name: exact host names, wildcards of one label, and IP
 * addresses as text.
 *
 * <p>Immutable and equal by content; published whole.
 *
 * @param byName keys in lower case; a wildcard's key begins with {@code *.}
 */
public record Certificates(Map<String, ServerCertificate> byName) {

    /** Nothing is served. */
    public static final Certificates NONE = new Certificates(Map.of());

    public Certificates {
        byName = Map.copyOf(byName);
    }

    /**
     * The certificate for a host: the one with exactly that name before the wildcard of one label.
     *
     * @param lowerCaseHost without port and trailing dot
     */
    public Optional<ServerCertificate> forName(String lowerCaseHost) {
        ServerCertificate exact = byName.get(lowerCaseHost);
        return Optional.ofNullable(
                exact != null ? exact : byName.get(HostNames.wildcardFor(lowerCaseHost)));
    }
}
