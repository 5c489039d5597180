package dev.waggle.acme.order;

import dev.waggle.acme.CertificateRefused;
import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.challenge.Identifier;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether what a CA has made is what was ordered: a CA that errs must not take a host away. */
final class AnswerCheck {

    private AnswerCheck() {}

    /**
     * @throws CertificateRefused when the key does not fit, the chain is not in order, a name is
     *     missing, or it is not valid now
     */
    static ServerCertificate check(
            List<X509Certificate> chain, PrivateKey key, Set<Identifier> ordered, Instant now)
            throws CertificateRefused {
        ServerCertificate certificate = ServerCertificate.of(chain, key);
        Set<Identifier> missing = new TreeSet<>(ordered);
        missing.removeAll(identifiersOf(certificate));
        if (!missing.isEmpty()) {
            throw new CertificateRefused(
                    "the certificate is for %s and not for %s"
                            .formatted(
                                    String.join(", ", certificate.names()),
                                    missing.stream()
                                            .map(Identifier::value)
                                            .collect(Collectors.joining(", "))),
                    "ask the CA");
        }
        certificate.checkValidAt(now);
        return certificate;
    }

    /** A certificate has an IPv6 address in its long text. */
    private static Set<Identifier> identifiersOf(ServerCertificate certificate) {
        return certificate.names().stream().map(Identifier::of).collect(Collectors.toSet());
    }
}
