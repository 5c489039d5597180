package dev.waggle.acme;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** A CA of a test: a root that is not sent, and an intermediate that signs leaves. */
public final class TestAuthority {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyPair keys = TestChain.keyPair("EC", "secp256r1");
    private final X500Name name;
    private final X509Certificate intermediate;

    /** Its chain ends below a root of this common name. */
    public TestAuthority(String rootName, Instant now) {
        this.name = new X500Name("CN=" + rootName + " intermediate");
        X500Name root = new X500Name("CN=" + rootName + ",O=Test");
        try {
            this.intermediate =
                    Signing.sign(
                            Signing.builder(
                                            root,
                                            name,
                                            keys.getPublic(),
                                            now.minus(Duration.ofDays(400)),
                                            now.plus(Duration.ofDays(4000)),
                                            RANDOM)
                                    .addExtension(
                                            Extension.basicConstraints,
                                            true,
                                            new BasicConstraints(0)),
                            TestChain.keyPair("EC", "secp256r1").getPrivate());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The leaf, then the intermediate. */
    public List<X509Certificate> sign(
            PublicKey key, Instant from, Instant until, Collection<String> names) {
        GeneralName[] general =
                names.stream()
                        .map(text ->
                                new GeneralName(
                                        text.contains(":") || text.matches("[0-9.]+")
                                                ? GeneralName.iPAddress
                                                : GeneralName.dNSName,
                                        text))
                        .toArray(GeneralName[]::new);
        try {
            var identifiers = Signing.identifiers();
            var leaf =
                    // The builder takes an hour off, as CAs do.
                    Signing.builder(
                                    name,
                                    new X500Name(""),
                                    key,
                                    from.plus(Duration.ofHours(1)),
                                    until,
                                    RANDOM)
                            .addExtension(
                                    Extension.subjectAlternativeName,
                                    true,
                                    new GeneralNames(general))
                            .addExtension(
                                    Extension.authorityKeyIdentifier,
                                    false,
                                    identifiers.createAuthorityKeyIdentifier(keys.getPublic()));
            return List.of(Signing.sign(leaf, keys.getPrivate()), intermediate);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
