package dev.waggle.acme;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/** A chain of a leaf and its root made for a test, with any names, times and kind of key. */
public record TestChain(X509Certificate leaf, X509Certificate root, KeyPair keys) {

    public static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static final SecureRandom RANDOM = new SecureRandom();

    public static TestChain of(String... names) {
        return of(keyPair("EC", "secp256r1"), NOW, NOW.plus(Duration.ofDays(90)), names);
    }

    public static TestChain of(KeyPair keys, Instant from, Instant until, String... names) {
        try {
            KeyPair rootKeys = keyPair("EC", "secp256r1");
            X500Name rootName = new X500Name("CN=test root");
            var rootBuilder =
                    Signing.builder(
                                    rootName,
                                    rootName,
                                    rootKeys.getPublic(),
                                    from,
                                    until.plus(Duration.ofDays(1000)),
                                    RANDOM)
                            .addExtension(
                                    Extension.basicConstraints, true, new BasicConstraints(1));
            var leafBuilder =
                    Signing.builder(
                                    rootName,
                                    new X500Name("CN=test leaf"),
                                    keys.getPublic(),
                                    from,
                                    until,
                                    RANDOM)
                            .addExtension(
                                    Extension.subjectAlternativeName, false, generalNames(names));
            return new TestChain(
                    Signing.sign(leafBuilder, rootKeys.getPrivate()),
                    Signing.sign(rootBuilder, rootKeys.getPrivate()),
                    keys);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair keyPair(String algorithm, String parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            switch (algorithm) {
                case "EC" -> generator.initialize(new ECGenParameterSpec(parameters));
                case "RSA" -> generator.initialize(Integer.parseInt(parameters));
                default -> {}
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public ServerCertificate certificate() throws CertificateRefused {
        return ServerCertificate.of(List.of(leaf, root), keys.getPrivate());
    }

    String chainPem() {
        return pem(leaf) + pem(root);
    }

    /** PKCS#8. */
    String keyPem() {
        try {
            return pem(new JcaPKCS8Generator(keys.getPrivate(), null));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** PKCS#1 for RSA, SEC1 for EC, as older tools write it. */
    String traditionalKeyPem() {
        try {
            PrivateKey key = keys.getPrivate();
            return pem(new JcaMiscPEMGenerator(key));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void writeTo(Path hostFolder) throws IOException {
        Files.createDirectories(hostFolder);
        Files.writeString(hostFolder.resolve("fullchain.pem"), chainPem());
        Files.writeString(hostFolder.resolve("privkey.pem"), keyPem());
    }

    public static String pem(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static GeneralNames generalNames(String... names) {
        GeneralName[] generalNames = new GeneralName[names.length];
        for (int i = 0; i < names.length; i++) {
            boolean isAddress = Character.isDigit(names[i].charAt(names[i].length() - 1));
            generalNames[i] =
                    new GeneralName(
                            isAddress ? GeneralName.iPAddress : GeneralName.dNSName, names[i]);
        }
        return new GeneralNames(generalNames);
    }
}
