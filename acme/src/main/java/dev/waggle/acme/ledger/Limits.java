package dev.waggle.acme.ledger;

import dev.waggle.acme.ledger.Limit.What;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The limits of a directory.
 *
 * @param all each thing at most once
 */
public record Limits(List<Limit> all) {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration THREE_HOURS = Duration.ofHours(3);

    /** Let's Encrypt, as it publishes them. */
    public static final Limits LETS_ENCRYPT =
            new Limits(
                    List.of(
                            new Limit(What.ORDERS, 300, THREE_HOURS),
                            new Limit(What.CERTIFICATES_OF_DOMAIN, 50, WEEK),
                            new Limit(What.CERTIFICATES_OF_NAMES, 5, WEEK),
                            new Limit(What.FAILED_VALIDATIONS, 5, HOUR)));

    /** Its staging environment. */
    public static final Limits LETS_ENCRYPT_STAGING =
            new Limits(
                    List.of(
                            new Limit(What.ORDERS, 1_500, THREE_HOURS),
                            new Limit(What.CERTIFICATES_OF_DOMAIN, 30_000, WEEK),
                            new Limit(What.CERTIFICATES_OF_NAMES, 30_000, WEEK),
                            new Limit(What.FAILED_VALIDATIONS, 200, HOUR)));

    /**
     * Any other CA: nothing is known of its limits, and one of one's own may make certificates of a
     * minute. Only what a loop would burn is held.
     */
    public static final Limits UNKNOWN_CA =
            new Limits(
                    List.of(
                            new Limit(What.ORDERS, 300, THREE_HOURS),
                            new Limit(What.FAILED_VALIDATIONS, 20, HOUR)));

    public Limits {
        all = List.copyOf(all);
    }

    /** Those of the CA whose directory this is. */
    public static Limits of(URI directory) {
        return switch (String.valueOf(directory.getHost())) {
            case "acme-v02.api.letsencrypt.org" -> LETS_ENCRYPT;
            case "acme-staging-v02.api.letsencrypt.org" -> LETS_ENCRYPT_STAGING;
            default -> UNKNOWN_CA;
        };
    }
}
