package dev.waggle.acme;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;

/** A certificate that nobody has to trust: who shows it and who asks are one process. */
public final class SelfSignedCertificate {
    private static final Duration LIFETIME = Duration.ofDays(1);

    private SelfSignedCertificate() {}

    /**
     * One with a fresh P-256 key, which is kept nowhere. Takes some milliseconds of CPU time.
     *
     * @param host in lower case; its only name
     * @throws IllegalArgumentException when it is no name of a host
     */
    public static ServerCertificate of(String host, Instant now, SecureRandom random) {
        KeyPair keys = Signing.newKeyPair(random);
        X500Name name = new X500Name("CN=" + host);
        try {
            var builder =
                    Signing.builder(name, name, keys.getPublic(), now, now.plus(LIFETIME), random)
                            .addExtension(
                                    Extension.subjectAlternativeName,
                                    false,
                                    new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
            return ServerCertificate.of(
                    List.of(Signing.sign(builder, keys.getPrivate())), keys.getPrivate());
        } catch (CertIOException | CertificateRefused e) {
            throw new IllegalArgumentException("not the name of a host: " + host, e);
        }
    }
}
