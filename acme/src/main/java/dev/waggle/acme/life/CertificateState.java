package dev.waggle.acme.life;

import java.time.Instant;
import java.util.Optional;

/**
 * All that is known of one certificate.
 *
 * @param wanted what it is for
 * @param serving what is served
 * @param work what is being worked on
 * @param renewAt when renewal is due; empty while nothing is served
 * @param attempts failed attempts since the last success
 * @param lastProblem of the last attempt that failed; empty after a success
 * @param warning what the look ahead or the CA's renewal information had to say; empty when nothing
 * @param unwantedSince since when nobody mentions it; empty while it is wanted
 * @param ledger what is left of the CA's limits for it, in words; empty when none is near
 */
public record CertificateState(
        WantedCertificate wanted,
        Serving serving,
        Work work,
        Optional<Instant> renewAt,
        int attempts,
        Optional<OrderProblem> lastProblem,
        String warning,
        Optional<Instant> unwantedSince,
        String ledger) {

    /** What it is known by: {@link WantedCertificate#id}. */
    public String id() {
        return wanted.id();
    }
}
