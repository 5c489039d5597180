package dev.waggle.acme.ledger;

import java.time.Duration;

/**
 * One limit of a CA: so many at once, then one more each time that a share of the period has gone
 * by. That is how Let's Encrypt counts: 50 a week are 50 at once, and one more every 3 h 22 min.
 *
 * @param what is limited
 * @param count how many in the period, over 0
 * @param period in which all of them come back, longer than zero
 */
public record Limit(What what, int count, Duration period) {

    /** What a CA limits. */
    public enum What {
        /** Orders of the account. */
        ORDERS("orders"),
        /** Certificates with a name of one registered domain; renewals do not count. */
        CERTIFICATES_OF_DOMAIN("new certificates of a registered domain"),
        /** Certificates for exactly the same names. */
        CERTIFICATES_OF_NAMES("certificates for the same names"),
        /** Validations of one name that the CA has found wrong. */
        FAILED_VALIDATIONS("failed validations of a name");

        private final String words;

        What(String words) {
            this.words = words;
        }

        /** For an operator. */
        public String words() {
            return words;
        }
    }

    public Limit {
        if (count <= 0 || !period.isPositive()) {
            throw new IllegalArgumentException("a limit is a count over 0 in a period over 0");
        }
    }

    /** How long it takes for one to come back. */
    Duration share() {
        return period.dividedBy(count);
    }

    @Override
    public String toString() {
        return "%d %s in %s".formatted(count, what.words(), words(period));
    }

    private static String words(Duration period) {
        return period.toHours() % 24 == 0 ? period.toDays() + " days" : period.toHours() + " hours";
    }
}
