package dev.waggle.acme.challenge;

import dev.waggle.acme.CertificateRefused;
import dev.waggle.acme.ServerCertificate;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes what is shown for TLS-ALPN-01: a certificate signed by itself, for the one identifier, with
 * the digest of the key authorization in a critical extension (RFC 8737 section 3).
 */
public final class TlsAlpnCertificate {
    private static final ASN1ObjectIdentifier ACME_IDENTIFIER =
            new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31");
    private static final X500Name SUBJECT = new X500Name("CN=ACME challenge");
    private static final Duration BACKDATE = Duration.ofDays(1);
    private static final Duration LIFE = Duration.ofDays(7);
    private static final int SERIAL_BITS = 159;

    private TlsAlpnCertificate() {}

    /** The certificate with a fresh P-256 key. */
    public static ServerCertificate of(ChallengeTask task, Instant now, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair keys = generator.generateKeyPair();
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            var holder = unsigned(task, now, keys, random).build(signer);
            return ServerCertificate.of(
                    List.of(new JcaX509CertificateConverter().getCertificate(holder)),
                    keys.getPrivate());
        } catch (GeneralSecurityException
                | OperatorCreationException
                | CertIOException
                | CertificateRefused e) {
            throw new IllegalStateException("every Java signs with P-256", e);
        }
    }

    private static JcaX509v3CertificateBuilder unsigned(
            ChallengeTask task, Instant now, KeyPair keys, SecureRandom random)
            throws CertIOException {
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        SUBJECT,
                        new BigInteger(SERIAL_BITS, random).setBit(0),
                        Date.from(now.minus(BACKDATE)),
                        Date.from(now.plus(LIFE)),
                        SUBJECT,
                        keys.getPublic());
        builder.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(name(task.identifier())));
        builder.addExtension(ACME_IDENTIFIER, true, new DEROctetString(task.digest()));
        return builder;
    }

    private static GeneralName name(Identifier identifier) {
        return switch (identifier.type()) {
            case DNS -> new GeneralName(GeneralName.dNSName, identifier.value());
            case IP -> new GeneralName(GeneralName.iPAddress, identifier.value());
        };
    }

    /**
     * The server name that the CA asks for: the identifier, or for an address its name in the
     * reverse tree (RFC 8738 section 6).
     */
    public static String serverName(Identifier identifier) {
        return switch (identifier.type()) {
            case DNS -> identifier.value();
            case IP -> reverse(identifier.address());
        };
    }

    private static String reverse(InetAddress address) {
        byte[] bytes = address.getAddress();
        StringBuilder name = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            int value = bytes[i] & 0xff;
            if (bytes.length == 4) {
                name.append(value).append('.');
            } else {
                name.append(Integer.toHexString(value & 0xf)).append('.');
                name.append(Integer.toHexString(value >> 4)).append('.');
            }
        }
        return name.append(bytes.length == 4 ? "in-addr.arpa" : "ip6.arpa").toString();
    }
}
