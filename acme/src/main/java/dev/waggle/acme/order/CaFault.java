package dev.waggle.acme.order;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** What is wrong with an answer before anybody reads what it says. */
sealed class CaFault extends IOException {

    private CaFault(String message) {
        super(message);
    }

    /** A status of 5xx, or 429 without a word. */
    static final class Unavailable extends CaFault {
        private final int status;
        private final transient Optional<Duration> retryAfter;

        Unavailable(int status, Optional<Duration> retryAfter, String detail) {
            super("HTTP " + status + (detail.isEmpty() ? "" : ": " + detail));
            this.status = status;
            this.retryAfter = retryAfter;
        }

        boolean isRateLimit() {
            return status == 429;
        }

        Optional<Duration> retryAfter() {
            return retryAfter;
        }
    }

    /** The CA's clock and ours are far apart. */
    static final class ClockApart extends CaFault {
        ClockApart(Duration ahead) {
            super(
                    "this machine's clock is %s %s the CA's"
                            .formatted(
                                    words(ahead.abs()),
                                    ahead.isNegative() ? "behind" : "ahead of"));
        }

        private static String words(Duration difference) {
            return difference.toDays() > 1
                    ? difference.toDays() + " days"
                    : difference.toMinutes() + " minutes";
        }
    }

    /** A URL that the CA has given leads somewhere that no request of ours goes to. */
    static final class ForeignUrl extends CaFault {
        ForeignUrl(String url) {
            super("the CA has named a URL that is not asked: " + url);
        }
    }
}
