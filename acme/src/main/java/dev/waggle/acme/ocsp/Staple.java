package dev.waggle.acme.ocsp;

import dev.waggle.acme.ServerCertificate;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proof for one certificate, and when to ask for the next. One thread at a time may ask; the
 * others see the newest.
 */
final class Staple {
    private static final Duration SOONEST = Duration.ofMinutes(1);
    private static final Duration LATEST = Duration.ofDays(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);

    /** A client's clock may be ahead of ours, so a proof is not shown to its very end. */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private final ServerCertificate certificate;
    private final OcspQuestion question;
    private volatile @Nullable OcspAnswer answer;
    private volatile String failure = "";
    private volatile Instant askAt = Instant.MIN;
    private int failures;

    Staple(ServerCertificate certificate, OcspQuestion question) {
        this.certificate = certificate;
        this.question = question;
    }

    ServerCertificate certificate() {
        return certificate;
    }

    boolean isDue(Instant now) {
        return !now.isBefore(askAt);
    }

    /** Asks, and keeps what it had when nothing better comes. */
    void ask(OcspClient client, Instant now) throws InterruptedException {
        try {
            OcspAnswer fresh = OcspAnswer.read(client.ask(question), question, now);
            answer = fresh;
            failure = "";
            failures = 0;
            askAt = now.plus(halfOf(Duration.between(now, fresh.validUntil())));
        } catch (IOException | OcspRefused e) {
            failure = question.responder() + ": " + e.getMessage();
            askAt = now.plus(backoff());
        }
    }

    private static Duration halfOf(Duration life) {
        Duration half = life.dividedBy(2);
        return half.compareTo(SOONEST) < 0 ? SOONEST : half.compareTo(LATEST) > 0 ? LATEST : half;
    }

    private Duration backoff() {
        Duration wait = SOONEST.multipliedBy(1L << Math.min(failures++, 10));
        return wait.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : wait;
    }

    /** The response for clients, if there is one that says that the certificate is good. */
    Optional<byte[]> shown(Instant now) {
        OcspAnswer current = answer;
        return current == null
                        || current.revoked()
                        || now.isAfter(current.validUntil().minus(MARGIN))
                ? Optional.empty()
                : Optional.of(current.encoded());
    }

    boolean isRevoked() {
        OcspAnswer current = answer;
        return current != null && current.revoked();
    }

    /** Why the last question had no answer; empty when it had one. */
    String failure() {
        return failure;
    }

    boolean isNeeded() {
        return LeafExtensions.mustStaple(certificate.chain().getFirst());
    }
}
