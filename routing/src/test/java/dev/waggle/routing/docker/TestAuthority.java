package dev.waggle.routing.docker;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for one test: signs an Engine's certificate and a client's. */
final class TestAuthority {
    private static final char[] NO_PASSWORD = {};

    private final KeyPair keys = keys();
    private final X509Certificate certificate = sign("authority", keys, "", true);

    TestAuthority() throws GeneralSecurityException, IOException, OperatorCreationException {}

    /** What an Engine with {@code --tlsverify} does: shows a certificate and wants one. */
    SSLContext engine(String address) throws Exception {
        KeyPair engine = keys();
        KeyStore identity = emptyStore();
        identity.setKeyEntry(
                "engine",
                engine.getPrivate(),
                NO_PASSWORD,
                new X509Certificate[] {sign("engine", engine, address, false), certificate});
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(identity, NO_PASSWORD);
        KeyStore trusted = emptyStore();
        trusted.setCertificateEntry("authority", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** Writes {@code ca.pem}, {@code cert.pem} and {@code key.pem} of a client. */
    Path clientFolder(Path folder) throws Exception {
        KeyPair client = keys();
        Files.writeString(folder.resolve("ca.pem"), pem("CERTIFICATE", certificate.getEncoded()));
        Files.writeString(
                folder.resolve("cert.pem"),
                pem("CERTIFICATE", sign("client", client, "", false).getEncoded()));
        Files.writeString(
                folder.resolve("key.pem"), pem("PRIVATE KEY", client.getPrivate().getEncoded()));
        return folder;
    }

    private X509Certificate sign(String name, KeyPair subject, String address, boolean authority)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        new X500Name("CN=authority"),
                        BigInteger.valueOf(name.hashCode() & 0xffff),
                        Date.from(Instant.now().minusSeconds(3600)),
                        Date.from(Instant.now().plusSeconds(3600)),
                        new X500Name("CN=" + name),
                        subject.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!address.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, address)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(keys.getPrivate())));
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static String pem(String type, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, base64, type);
    }
}
