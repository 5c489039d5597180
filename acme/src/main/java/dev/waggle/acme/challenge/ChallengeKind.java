package dev.waggle.acme.challenge;

import java.util.Arrays;
import java.util.Optional;

/** The ways to show control over an identifier. */
public enum ChallengeKind {
    /** A file below {@code /.well-known/acme-challenge/} on port 80 (RFC 8555 section 8.3). */
    HTTP_01("http-01"),
    /** A certificate shown for the protocol {@code acme-tls/1} on port 443 (RFC 8737). */
    TLS_ALPN_01("tls-alpn-01"),
    /**
     * A TXT record at {@code _acme-challenge} (RFC 8555 section 8.4): the only one for wildcards.
     */
    DNS_01("dns-01");

    private final String type;

    ChallengeKind(String type) {
        this.type = type;
    }

    /** As the protocol, the configuration and the metrics write it. */
    public String type() {
        return type;
    }

    /** The kind that the protocol writes so, if it is one of these. */
    public static Optional<ChallengeKind> of(String type) {
        return Arrays.stream(values()).filter(kind -> kind.type.equals(type)).findFirst();
    }
}
