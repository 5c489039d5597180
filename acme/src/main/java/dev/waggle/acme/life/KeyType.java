package dev.waggle.acme.life;

/** The kind of private key that a certificate gets. */
public enum KeyType {
    /** ECDSA on P-256: small, quick, taken by every client that speaks TLS 1.2. */
    ECDSA_P256,
    /** ECDSA on P-384. */
    ECDSA_P384,
    /** RSA with 2048 bits, for clients that know nothing else. */
    RSA_2048,
    /** RSA with 4096 bits. */
    RSA_4096
}
