package dev.waggle.acme;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;

/**
 * Reads the names of a leaf: its subject alternative names, never its common name (RFC 9525 section
 * 1.4.2).
 */
final class SubjectNames {

    static final int MAX_NAMES = 1_000;

    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private SubjectNames() {}

    static SequencedSet<String> of(X509Certificate leaf) throws CertificateRefused {
        SequencedSet<String> names = new LinkedHashSet<>();
        for (List<?> alternative : alternatives(leaf)) {
            add(alternative, names);
        }
        if (names.isEmpty() || names.size() > MAX_NAMES) {
            throw new CertificateRefused(
                    "the certificate has %d usable subject alternative names; 1 to %d are served"
                            .formatted(names.size(), MAX_NAMES),
                    "make it anew with the host as a DNS subject alternative name");
        }
        return Collections.unmodifiableSequencedSet(names);
    }

    private static void add(List<?> alternative, SequencedSet<String> names) {
        if (alternative.size() < 2
                || !(alternative.get(0) instanceof Integer type)
                || !(alternative.get(1) instanceof String value)) {
            return;
        }
        String name = value.toLowerCase(Locale.ROOT);
        if (type == IP_ADDRESS || (type == DNS_NAME && HostNames.isHostOrWildcard(name))) {
            names.add(name);
        }
    }

    private static Collection<List<?>> alternatives(X509Certificate leaf)
            throws CertificateRefused {
        try {
            Collection<List<?>> found = leaf.getSubjectAlternativeNames();
            return found == null ? List.of() : found;
        } catch (CertificateParsingException e) {
            throw new CertificateRefused(
                    "its subject alternative names cannot be read: " + e.getMessage(),
                    "make the certificate anew");
        }
    }
}
