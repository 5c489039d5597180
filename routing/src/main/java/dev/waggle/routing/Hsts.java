package dev.waggle.routing;

import java.time.Duration;

/**
 * What {@code Strict-Transport-Security} says (RFC 6797 section 6.1).
 *
 * @param maxAge in whole seconds; zero makes browsers forget
 * @param includeSubDomains whether it holds below the host too
 * @param preload whether browsers may ship with it, which they do only for a year or more and with
 *     the subdomains
 */
public record Hsts(Duration maxAge, boolean includeSubDomains, boolean preload) {
    private static final Duration LEAST_FOR_PRELOAD = Duration.ofDays(365);

    /**
     * @throws Malformed for a preload that no browser would take
     */
    public Hsts {
        if (preload && (!includeSubDomains || maxAge.compareTo(LEAST_FOR_PRELOAD) < 0)) {
            throw new Malformed(
                    "asks for preload without what it needs",
                    "365d; includeSubDomains; preload, or leave preload out");
        }
    }

    /** The field's value: {@code max-age=31536000; includeSubDomains}. */
    public String fieldValue() {
        return "max-age="
                + maxAge.toSeconds()
                + (includeSubDomains ? "; includeSubDomains" : "")
                + (preload ? "; preload" : "");
    }
}
