package dev.waggle.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
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

/** An authority for tests that fills a certificate directory. */
final class TestPems {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final X500Name ROOT_NAME = new X500Name("CN=test root");

    private final KeyPair rootKeys = keyPair();
    private final X509Certificate root = certificate(rootKeys, Duration.ofDays(99), true);
    private final Path rootFile;

    TestPems(Path folder) {
        this.rootFile = write(folder.resolve("root.pem"), pem("CERTIFICATE", encoded(root)));
    }

    /** For clients. */
    Path rootFile() {
        return rootFile;
    }

    /** Writes the pair of a new certificate for these names; gives the certificate. */
    X509Certificate writePair(Path directory, String... names) {
        KeyPair keys = keyPair();
        X509Certificate leaf = certificate(keys, Duration.ofDays(9), false, names);
        writePair(directory, leaf, keys);
        return leaf;
    }

    /** Writes a certificate with a key that is not its own. */
    void writeMismatch(Path directory, String... names) {
        writePair(directory, certificate(keyPair(), Duration.ofDays(9), false, names), keyPair());
    }

    private void writePair(Path directory, X509Certificate leaf, KeyPair keys) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        write(directory.resolve("privkey.pem"), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        write(
                directory.resolve("fullchain.pem"),
                pem("CERTIFICATE", encoded(leaf)) + pem("CERTIFICATE", encoded(root)));
    }

    /** A context that trusts the certificate of this file alone. */
    static SSLContext trusting(Path authority) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managersTrusting(authority), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TrustManager[] managersTrusting(Path authority)
            throws IOException, GeneralSecurityException {
        try (InputStream file = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "root", CertificateFactory.getInstance("X.509").generateCertificate(file));
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            return trust.getTrustManagers();
        }
    }

    /** A context that trusts {@code authority}, and shows a certificate of this one. */
    SSLContext showing(Path authority) {
        try {
            KeyPair keys = keyPair();
            X509Certificate leaf = certificate(keys, Duration.ofDays(9), false, "client.test");
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("own", keys.getPrivate(), new char[0], new X509Certificate[] {leaf});
            KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
            own.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), managersTrusting(authority), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate certificate(
            KeyPair keys, Duration life, boolean isRoot, String... names) {
        try {
            Instant now = Instant.now();
            X509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            ROOT_NAME,
                            new BigInteger(64, RANDOM),
                            Date.from(now.minus(Duration.ofHours(1))),
                            Date.from(now.plus(life)),
                            isRoot ? ROOT_NAME : new X500Name("CN=test leaf"),
                            keys.getPublic());
            if (isRoot) {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            } else {
                GeneralName[] alternatives =
                        Arrays.stream(names)
                                .map(name -> new GeneralName(GeneralName.dNSName, name))
                                .toArray(GeneralName[]::new);
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(rootKeys.getPrivate())));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
