package dev.waggle.routing;

import org.jspecify.annotations.Nullable;

/**
 * Whether and how TLS is spoken to the tasks.
 *
 * @param mode off, verified, or not verified
 * @param name the name that is sent as SNI and verified; null for the route's host
 */
public record UpstreamTls(Mode mode, @Nullable Hostname name) {
    /** Plain HTTP. */
    public static final UpstreamTls OFF = new UpstreamTls(Mode.OFF, null);

    /** How far the task's certificate is trusted. */
    public enum Mode {
        /** No TLS. */
        OFF,
        /** The certificate must verify and carry the name. */
        VERIFY,
        /** Encrypted, but to whomever answers. */
        INSECURE
    }
}
