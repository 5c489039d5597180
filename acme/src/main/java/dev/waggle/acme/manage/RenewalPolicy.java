package dev.waggle.acme.manage;

import dev.waggle.acme.ServerCertificate;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a certificate is renewed: pure.
 *
 * <p>Within the window that the CA names (RFC 9773), else when a third of its real lifetime is
 * left, half of it for lifetimes under ten days. Where in the window, or how much earlier, comes
 * from the certificate's fingerprint: spread over all certificates, and the same after a restart.
 */
final class RenewalPolicy {

    private static final Duration SHORT_LIVED = Duration.ofDays(10);
    private static final int JITTER_PARTS = 20;
    private static final Duration MIN_AGE = Duration.ofHours(1);
    private static final int MIN_AGE_PARTS = 6;

    private RenewalPolicy() {}

    /**
     * @param window what the CA says of this certificate; empty when it says nothing
     * @param issuedAt when it was saved here
     */
    static Instant renewAt(
            ServerCertificate certificate, Optional<Window> window, Instant issuedAt) {
        Instant byLifetime = byLifetime(certificate);
        if (window.isEmpty()) {
            return byLifetime;
        }
        Instant picked = within(window.get(), fraction(certificate));
        // A window behind the end is no help, and one in the past must not become a loop of orders.
        Instant latest = picked.isBefore(certificate.notAfter()) ? picked : byLifetime;
        Instant earliest = issuedAt.plus(minAge(certificate));
        return latest.isBefore(earliest) ? earliest : latest;
    }

    /** When an operator is told that renewal does not work: a sixth of the lifetime is left. */
    static Instant warnAt(ServerCertificate certificate) {
        return certificate.notAfter().minus(lifetime(certificate).dividedBy(6));
    }

    private static Instant byLifetime(ServerCertificate certificate) {
        Duration lifetime = lifetime(certificate);
        int part = lifetime.compareTo(SHORT_LIVED) < 0 ? 2 : 3;
        Duration earlier = scaled(lifetime.dividedBy(JITTER_PARTS), fraction(certificate));
        return certificate.notAfter().minus(lifetime.dividedBy(part)).minus(earlier);
    }

    private static Instant within(Window window, double fraction) {
        return window.start()
                .plus(scaled(Duration.between(window.start(), window.end()), fraction));
    }

    private static Duration minAge(ServerCertificate certificate) {
        Duration part = lifetime(certificate).dividedBy(MIN_AGE_PARTS);
        return part.compareTo(MIN_AGE) < 0 ? part : MIN_AGE;
    }

    private static Duration lifetime(ServerCertificate certificate) {
        return Duration.between(certificate.notBefore(), certificate.notAfter());
    }

    private static Duration scaled(Duration whole, double fraction) {
        return Duration.ofMillis((long) (whole.toMillis() * fraction));
    }

    /** From 0 to just under 1. */
    private static double fraction(ServerCertificate certificate) {
        return new BigInteger(certificate.fingerprint().substring(0, 8), 16).doubleValue()
                / 0x1_0000_0000L;
    }
}
