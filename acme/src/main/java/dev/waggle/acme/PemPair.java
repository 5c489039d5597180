package dev.waggle.acme;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Reads a chain and its key from two PEM files, as certbot, lego and openssl write them (RFC 7468).
 * Blocks on files.
 */
public final class PemPair {

    static final int MAX_FILE_BYTES = 256 * 1024;

    private PemPair() {}

    /**
     * Reads both files and checks them against each other and the time.
     *
     * @param chainFile the leaf, then its intermediates; at most 256 KiB and 10 certificates
     * @param keyFile PKCS#8, PKCS#1 (RSA) or SEC1 (EC), without a passphrase; at most 256 KiB
     * @throws PemRefused when either cannot be served; names the file
     */
    public static ServerCertificate read(Path chainFile, Path keyFile, Instant now)
            throws PemRefused {
        List<X509Certificate> chain = in(chainFile, file -> readChain(bounded(file)));
        PrivateKey key = in(keyFile, file -> readKey(bounded(file)));
        return in(
                chainFile,
                _ -> {
                    ServerCertificate certificate = ServerCertificate.of(chain, key);
                    certificate.checkValidAt(now);
                    return certificate;
                });
    }

    /**
     * Reads a pair that stands in one file, whatever its time.
     *
     * @param file the key, and the leaf with its intermediates; at most 256 KiB
     * @throws PemRefused when it cannot be served
     */
    public static ServerCertificate read(Path file) throws PemRefused {
        return in(file, PemPair::readBoth);
    }

    private static ServerCertificate readBoth(Path file) throws CertificateRefused, IOException {
        String text = bounded(file);
        return ServerCertificate.of(readChain(text), readKey(text));
    }

    /**
     * Reads a pair that somebody else has taken out of a file, and checks it against the time.
     *
     * @param chain as in a file: at most 256 KiB
     * @param key as in a file: at most 256 KiB
     * @throws CertificateRefused when it cannot be served, or is no PEM
     */
    public static ServerCertificate of(String chain, String key, Instant now)
            throws CertificateRefused {
        if (chain.length() > MAX_FILE_BYTES || key.length() > MAX_FILE_BYTES) {
            throw tooLong("it");
        }
        try {
            ServerCertificate certificate = ServerCertificate.of(readChain(chain), readKey(key));
            certificate.checkValidAt(now);
            return certificate;
        } catch (IOException e) {
            throw new CertificateRefused(
                    "it is not readable as PEM: " + e.getMessage(), "write it anew");
        }
    }

    /**
     * Reads a private key alone.
     *
     * @param file PKCS#8, PKCS#1 or SEC1, without a passphrase; at most 256 KiB
     */
    public static PrivateKey readKeyAlone(Path file) throws PemRefused {
        return in(file, it -> readKey(bounded(it)));
    }

    /** Reads the local authority: its one certificate and its key, both in one file. */
    static AuthorityKey readAuthority(Path file) throws PemRefused {
        return in(
                file,
                _ -> {
                    String text = bounded(file);
                    List<X509Certificate> chain = readChain(text);
                    PrivateKey key = readKey(text);
                    ChainRules.check(chain);
                    KeyRules.check(chain.getFirst(), key);
                    return new AuthorityKey(chain.getFirst(), key);
                });
    }

    private interface Step<T> {
        T apply(Path file) throws CertificateRefused, IOException;
    }

    private static <T> T in(Path file, Step<T> step) throws PemRefused {
        try {
            return step.apply(file);
        } catch (CertificateRefused e) {
            throw new PemRefused(file, String.valueOf(e.getMessage()), e.fix());
        } catch (java.nio.file.NoSuchFileException _) {
            throw new PemRefused(file, "the file does not exist", "write it beside the other one");
        } catch (java.nio.file.AccessDeniedException _) {
            throw new PemRefused(
                    file, "the file may not be read", "let the user that runs the proxy read it");
        } catch (IOException e) {
            throw new PemRefused(
                    file,
                    "the file is not readable as PEM: " + e.getMessage(),
                    "write it whole (to another name, then rename it)");
        }
    }

    private static List<X509Certificate> readChain(String text)
            throws CertificateRefused, IOException {
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        List<X509Certificate> chain = new ArrayList<>();
        for (Object object : objects(text)) {
            if (object instanceof X509CertificateHolder holder) {
                chain.add(convert(converter, holder));
            }
        }
        return chain;
    }

    private static X509Certificate convert(
            JcaX509CertificateConverter converter, X509CertificateHolder holder)
            throws CertificateRefused {
        try {
            return converter.getCertificate(holder);
        } catch (CertificateException e) {
            throw new CertificateRefused(
                    "a certificate cannot be read: " + e.getMessage(), "write it anew from the CA");
        }
    }

    private static PrivateKey readKey(String text) throws CertificateRefused, IOException {
        ASN1ObjectIdentifier curve = null;
        for (Object object : objects(text)) {
            if (object instanceof ASN1ObjectIdentifier parameters) {
                curve = parameters;
            }
            PrivateKeyInfo info = keyIn(object);
            if (info != null) {
                return new JcaPEMKeyConverter().getPrivateKey(onCurve(info, curve));
            }
        }
        throw new CertificateRefused(
                "there is no private key in it",
                "write the leaf's key as PEM (PKCS#8, PKCS#1 or SEC1)");
    }

    private static @Nullable PrivateKeyInfo keyIn(Object object) throws CertificateRefused {
        return switch (object) {
            case PrivateKeyInfo info -> info;
            case PEMKeyPair pair -> pair.getPrivateKeyInfo();
            case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
                    throw new CertificateRefused(
                            "the key is encrypted with a passphrase",
                            "write it without one (openssl pkey -in KEY -out privkey.pem) and restrict the file to the proxy's user");
            // Such as the EC PARAMETERS that openssl writes before an EC key.
            default -> null;
        };
    }

    /** Some tools leave the curve out of a SEC1 key because its EC PARAMETERS stand before it. */
    private static PrivateKeyInfo onCurve(PrivateKeyInfo info, @Nullable ASN1ObjectIdentifier curve)
            throws IOException {
        AlgorithmIdentifier algorithm = info.getPrivateKeyAlgorithm();
        if (curve == null || algorithm.getParameters() != null) {
            return info;
        }
        return new PrivateKeyInfo(
                new AlgorithmIdentifier(algorithm.getAlgorithm(), curve), info.parsePrivateKey());
    }

    private static List<Object> objects(String text) throws IOException {
        List<Object> objects = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object object; (object = parser.readObject()) != null; ) {
                objects.add(object);
            }
        } catch (RuntimeException e) {
            // Bouncy Castle answers bad base64 and bad ASN.1 with all kinds of these.
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
        return objects;
    }

    private static String bounded(Path file) throws CertificateRefused, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw tooLong("the file");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static CertificateRefused tooLong(String what) {
        return new CertificateRefused(
                "%s has over %d bytes".formatted(what, MAX_FILE_BYTES),
                "keep the leaf and its intermediates, or the one key, only");
    }
}
