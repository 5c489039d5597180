package dev.waggle.acme;

import java.io.IOException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * Signs one leaf for one host: ECDSA P-256, 90 days, the host as its only subject alternative name
 * (RFC 5280).
 */
final class LeafSigner {

    private static final X500Name NO_SUBJECT = new X500Name("");

    private final AuthorityKey authority;
    private final X500Name issuer;
    private final SecureRandom random;

    LeafSigner(AuthorityKey authority, SecureRandom random) {
        this.authority = authority;
        this.issuer =
                X500Name.getInstance(
                        authority.certificate().getSubjectX500Principal().getEncoded());
        this.random = random;
    }

    ServerCertificate sign(String host, Instant now) {
        KeyPair keys = Signing.newKeyPair(random);
        try {
            X509Certificate leaf = leaf(host, keys, now);
            return ServerCertificate.of(List.of(leaf, authority.certificate()), keys.getPrivate());
        } catch (IOException | CertificateRefused e) {
            throw new IllegalStateException("signing a leaf for " + host + " failed", e);
        }
    }

    private X509Certificate leaf(String host, KeyPair keys, Instant now) throws IOException {
        var identifiers = Signing.identifiers();
        // The subject is empty, so the alternative name is critical (RFC 5280 section 4.2.1.6).
        var builder =
                Signing.builder(
                                issuer,
                                NO_SUBJECT,
                                keys.getPublic(),
                                now,
                                now.plus(LocalAuthority.LEAF_LIFETIME),
                                random)
                        .addExtension(
                                Extension.subjectAlternativeName,
                                true,
                                new GeneralNames(new GeneralName(GeneralName.dNSName, host)))
                        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                        .addExtension(
                                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                        .addExtension(
                                Extension.extendedKeyUsage,
                                false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                        .addExtension(
                                Extension.subjectKeyIdentifier,
                                false,
                                identifiers.createSubjectKeyIdentifier(keys.getPublic()))
                        .addExtension(
                                Extension.authorityKeyIdentifier,
                                false,
                                identifiers.createAuthorityKeyIdentifier(
                                        authority.certificate().getPublicKey()));
        return Signing.sign(builder, authority.privateKey());
    }
}
