package dev.waggle.acme.life;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** The kind of private key that a certificate gets. */
public enum KeyType {
    /** ECDSA on P-256: small, quick, taken by every client that speaks TLS 1.2. */
    ECDSA_P256,
    /** ECDSA on P-384. */
    ECDSA_P384,
    /** RSA with 2048 bits, for clients that know nothing else. */
    RSA_2048,
    /** RSA with 4096 bits. */
    RSA_4096;

    /** Whether this public key is of the kind. */
    public boolean isOf(PublicKey key) {
        return switch (this) {
            case ECDSA_P256 -> isOnCurveOf(key, 256);
            case ECDSA_P384 -> isOnCurveOf(key, 384);
            case RSA_2048 -> isRsaOf(key, 2048);
            case RSA_4096 -> isRsaOf(key, 4096);
        };
    }

    private static boolean isOnCurveOf(PublicKey key, int bits) {
        return key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() == bits;
    }

    private static boolean isRsaOf(PublicKey key, int bits) {
        return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() == bits;
    }
}
