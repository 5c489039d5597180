package dev.waggle.acme;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/**
 * Which keys are served: of a kind and size that clients accept, and the one that the leaf was made
 * for.
 */
final class KeyRules {

    static final int MIN_RSA_BITS = 2048;
    // A handshake with 16384 bits costs a hundred times one with 2048: a slow edge by
    // configuration.
    static final int MAX_RSA_BITS = 8192;

    private static final byte[] PROBE =
            "does this key fit this certificate?".getBytes(StandardCharsets.US_ASCII);

    private KeyRules() {}

    static void check(X509Certificate leaf, PrivateKey privateKey) throws CertificateRefused {
        String algorithm = signatureAlgorithm(leaf.getPublicKey());
        if (!fits(leaf.getPublicKey(), privateKey, algorithm)) {
            throw new CertificateRefused(
                    "the private key does not belong to the certificate of \"%s\""
                            .formatted(leaf.getSubjectX500Principal().getName()),
                    "write the key and the chain that were made together");
        }
    }

    /** Whether the one verifies what the other signs; false for kinds that are not served. */
    static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) {
        try {
            return fits(publicKey, privateKey, signatureAlgorithm(publicKey));
        } catch (CertificateRefused _) {
            return false;
        }
    }

    private static String signatureAlgorithm(PublicKey key) throws CertificateRefused {
        return switch (key) {
            case RSAPublicKey rsa -> rsaAlgorithm(rsa.getModulus().bitLength());
            case ECPublicKey ec -> ecAlgorithm(ec.getParams().getOrder().bitLength());
            default ->
                    throw new CertificateRefused(
                            "keys of the kind " + key.getAlgorithm() + " are not served",
                            "use ECDSA P-256 or RSA 2048");
        };
    }

    private static String rsaAlgorithm(int bits) throws CertificateRefused {
        if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
            throw new CertificateRefused(
                    "the RSA key has %d bits; %d to %d are served"
                            .formatted(bits, MIN_RSA_BITS, MAX_RSA_BITS),
                    "make a new key: ECDSA P-256 or RSA 2048");
        }
        return "SHA256withRSA";
    }

    private static String ecAlgorithm(int bits) throws CertificateRefused {
        if (bits != 256 && bits != 384 && bits != 521) {
            throw new CertificateRefused(
                    "the EC key is on a curve of %d bits; P-256, P-384 and P-521 are served"
                            .formatted(bits),
                    "make a new key on P-256");
        }
        return "SHA256withECDSA";
    }

    /**
     * Signs with the one and verifies with the other: holds for every kind of key, and for keys
     * without public parts.
     */
    private static boolean fits(PublicKey publicKey, PrivateKey privateKey, String algorithm) {
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(privateKey);
            signer.update(PROBE);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(publicKey);
            verifier.update(PROBE);
            return verifier.verify(signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
