package dev.waggle.acme;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** A private key (PKCS#8) with its public key as one PEM text. */
public final class KeyPairPem {

    private KeyPairPem() {}

    /** Whoever writes it to a file makes that private. */
    public static String write(KeyPair keys) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject("PUBLIC KEY", keys.getPublic().getEncoded()));
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory is always writable", e);
        }
        return Pem.ofKey(keys.getPrivate()) + text;
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @throws CertificateRefused when one of the two is missing, or they do not belong together
     */
    public static KeyPair read(String text) throws CertificateRefused {
        PrivateKey privateKey = null;
        PublicKey publicKey = null;
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object object; (object = parser.readObject()) != null; ) {
                switch (object) {
                    case PrivateKeyInfo info -> privateKey = converter.getPrivateKey(info);
                    case SubjectPublicKeyInfo info -> publicKey = converter.getPublicKey(info);
                    default -> {}
                }
            }
        } catch (IOException | RuntimeException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
        if (privateKey == null || publicKey == null) {
            throw refused("it holds no private key with its public key");
        }
        if (!KeyRules.belongTogether(publicKey, privateKey)) {
            throw refused("its private key and its public key do not belong together");
        }
        return new KeyPair(publicKey, privateKey);
    }

    private static CertificateRefused refused(String message) {
        return new CertificateRefused(message, "restore the file, or delete it");
    }
}
