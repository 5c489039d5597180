package dev.waggle.routing;

/** Where the certificate of a host comes from. */
public enum TlsMode {
    /** As the configuration says for every host. */
    DEFAULT,
    /** Ordered from the configured certificate authority. */
    ACME,
    /** Files in the certificate directory. */
    FILES,
    /** Signed by the proxy's own local authority. */
    SELF_SIGNED,
    /** None: served on port 80 without a redirect. */
    OFF
}
