package dev.waggle.acme.ledger;

import java.time.Instant;

/**
 * A limit would be broken.
 *
 * @param limit which one
 * @param subject of what: a name, a domain, or empty for the account
 * @param until when one is left again
 */
public record Held(Limit limit, String subject, Instant until) {

    /** In words, without the time. */
    public String reason() {
        return "the CA's limit of %s%s is used up"
                .formatted(limit, subject.isEmpty() ? "" : " (" + subject + ")");
    }
}
