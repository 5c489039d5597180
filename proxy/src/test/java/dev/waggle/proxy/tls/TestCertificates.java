package dev.waggle.proxy.tls;

import dev.waggle.acme.CertificateRefused;
import dev.waggle.acme.Certificates;
import dev.waggle.acme.ServerCertificate;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority for tests, which signs for any names. */
final class TestCertificates {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final X500Name ROOT_NAME = new X500Name("CN=test root");

    private final KeyPair rootKeys = keyPair("EC");
    final X509Certificate root = makeRoot();

    ServerCertificate certificate(String... names) {
        return certificateWith("EC", names);
    }

    ServerCertificate certificateWith(String algorithm, String... names) {
        try {
            KeyPair keys = keyPair(algorithm);
            X509v3CertificateBuilder builder = builder(new X500Name(""), keys);
            GeneralName[] alternatives =
                    Arrays.stream(names)
                            .map(TestCertificates::generalName)
                            .toArray(GeneralName[]::new);
            builder.addExtension(
                    Extension.subjectAlternativeName, true, new GeneralNames(alternatives));
            return ServerCertificate.of(List.of(sign(builder), root), keys.getPrivate());
        } catch (IOException | CertificateRefused e) {
            throw new IllegalStateException(e);
        }
    }

    static Certificates serving(ServerCertificate... certificates) {
        Map<String, ServerCertificate> byName = new HashMap<>();
        for (ServerCertificate certificate : certificates) {
            certificate.names().forEach(name -> byName.put(name, certificate));
        }
        return new Certificates(byName);
    }

    TrustManagerFactory trust() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("root", root);
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate makeRoot() {
        try {
            return sign(
                    builder(ROOT_NAME, rootKeys)
                            .addExtension(
                                    Extension.basicConstraints, true, new BasicConstraints(0)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509v3CertificateBuilder builder(X500Name subject, KeyPair keys) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                ROOT_NAME,
                new BigInteger(64, RANDOM),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(9))),
                subject,
                keys.getPublic());
    }

    private X509Certificate sign(X509v3CertificateBuilder builder) {
        try {
            var signer =
                    new JcaContentSignerBuilder("SHA256withECDSA").build(rootKeys.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GeneralName generalName(String name) {
        boolean isAddress = Character.isDigit(name.charAt(name.length() - 1));
        return new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private static KeyPair keyPair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            switch (algorithm) {
                case "EC" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                case "RSA" -> generator.initialize(2048);
                default -> {}
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
