package dev.waggle.proxy.config;

/** Who changes DNS records. */
public enum DnsProviderKind {
    /** A DNS server that takes dynamic updates. */
    RFC2136,
    /** Cloudflare's API. */
    CLOUDFLARE,
    /** A program of the operator. */
    EXEC
}
