package dev.waggle.acme;

import java.io.IOException;
import java.io.StringWriter;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/** Writes keys and certificates as PEM text (RFC 7468). */
public final class Pem {

    private Pem() {}

    /** The certificates one after the other. */
    public static String ofChain(List<X509Certificate> chain) {
        List<PemObjectGenerator> objects = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            objects.add(generator(certificate));
        }
        return text(objects);
    }

    /** The key as PKCS#8, without a passphrase: whoever writes it to a file makes that private. */
    public static String ofKey(PrivateKey key) {
        try {
            return text(List.of(new JcaPKCS8Generator(key, null)));
        } catch (IOException e) {
            throw new IllegalStateException("a key that was just made or read is encodable", e);
        }
    }

    private static PemObjectGenerator generator(X509Certificate certificate) {
        try {
            return new JcaMiscPEMGenerator(certificate);
        } catch (IOException e) {
            throw new IllegalStateException("a certificate that was read is encodable", e);
        }
    }

    private static String text(List<PemObjectGenerator> objects) {
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
