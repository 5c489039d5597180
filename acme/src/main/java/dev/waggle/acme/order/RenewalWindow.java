package dev.waggle.acme.order;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a CA wants a certificate renewed (RFC 9773 section 4.2).
 *
 * @param start of the window, before its end
 * @param end of the window
 * @param explanation where the CA says why; empty when it does not
 * @param askAgain how long the CA wants not to be asked; empty when it does not say
 */
public record RenewalWindow(
        Instant start, Instant end, Optional<String> explanation, Optional<Duration> askAgain) {

    public RenewalWindow {
        // RFC 9773 section 4.2: equal or the wrong way round is to be treated as if it were not
        // there.
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("a window ends after it begins");
        }
    }
}
