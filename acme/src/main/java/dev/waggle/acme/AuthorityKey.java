package dev.waggle.acme;

import java.io.IOException;
import java.io.StringWriter;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * The local authority's certificate with its key. Its text never holds the key, but {@link
 * #pairPem} does.
 */
record AuthorityKey(X509Certificate certificate, PrivateKey privateKey) {

    String certificatePem() {
        return pem(generator(certificate));
    }

    String pairPem() {
        try {
            return pem(new JcaPKCS8Generator(privateKey, null), generator(certificate));
        } catch (IOException e) {
            throw new IllegalStateException("a key that was just made or read is encodable", e);
        }
    }

    @Override
    public String toString() {
        return "AuthorityKey[" + certificate.getSubjectX500Principal().getName() + "]";
    }

    private static PemObjectGenerator generator(X509Certificate certificate) {
        try {
            return new JcaMiscPEMGenerator(certificate);
        } catch (IOException e) {
            throw new IllegalStateException("a certificate that was read is encodable", e);
        }
    }

    private static String pem(PemObjectGenerator... objects) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            for (PemObjectGenerator object : objects) {
                writer.writeObject(object);
            }
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory is always writable", e);
        }
        return text.toString();
    }
}
