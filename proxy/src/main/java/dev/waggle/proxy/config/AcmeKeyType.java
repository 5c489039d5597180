package dev.waggle.proxy.config;

/** The key of new certificates. */
public enum AcmeKeyType {
    ECDSA_P256,
    ECDSA_P384,
    RSA_2048,
    RSA_4096
}
