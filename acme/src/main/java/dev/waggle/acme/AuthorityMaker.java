package dev.waggle.acme;

import java.io.IOException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Makes a new local authority: ECDSA P-256, 10 years, may sign leaves only. */
final class AuthorityMaker {

    private static final Duration LIFETIME = Duration.ofDays(3_650);

    private AuthorityMaker() {}

    static AuthorityKey make(Instant now, SecureRandom random) throws IOException {
        KeyPair keys = Signing.newKeyPair(random);
        // A name of its own, so that a trust store may hold the authorities of two machines.
        byte[] suffix = new byte[4];
        random.nextBytes(suffix);
        X500Name name =
                new X500Name(
                        "CN=Waggle local CA " + HexFormat.of().formatHex(suffix) + ",O=Waggle");
        var builder =
                Signing.builder(name, name, keys.getPublic(), now, now.plus(LIFETIME), random)
                        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                        .addExtension(
                                Extension.keyUsage,
                                true,
                                new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                        .addExtension(
                                Extension.subjectKeyIdentifier,
                                false,
                                Signing.identifiers().createSubjectKeyIdentifier(keys.getPublic()));
        return new AuthorityKey(Signing.sign(builder, keys.getPrivate()), keys.getPrivate());
    }
}
