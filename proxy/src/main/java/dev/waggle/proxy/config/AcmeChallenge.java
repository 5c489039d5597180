package dev.waggle.proxy.config;

/** The ways to show control over a name, in the words of ACME. */
public enum AcmeChallenge {
    HTTP_01,
    TLS_ALPN_01,
    DNS_01
}
