package dev.waggle.acme.manage;

import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.life.CertificateState;
import dev.waggle.acme.life.Serving;
import dev.waggle.acme.life.WantedCertificate;
import dev.waggle.acme.life.Work;
import dev.waggle.acme.manage.Memory.Failure;
import java.time.Instant;
import java.util.Optional;

/**
 * The life of one certificate: what is known of it now. Only the manager's own thread touches it.
 */
final class Life {

    WantedCertificate wanted;
    Serving serving = Serving.NONE;
    Memory memory;
    Memory kept;
    Optional<Instant> orderingSince = Optional.empty();
    boolean isAsking;
    boolean isForced;
    String warning = "";
    String ledger = "";

    Life(WantedCertificate wanted, Memory memory) {
        this.wanted = wanted;
        this.memory = memory;
        this.kept = memory;
    }

    Optional<ServerCertificate> certificate() {
        return serving instanceof Serving.Certificate(var certificate, _)
                ? Optional.of(certificate)
                : Optional.empty();
    }

    Optional<Instant> renewAt() {
        return certificate().map(this::renewAt);
    }

    private Instant renewAt(ServerCertificate certificate) {
        Optional<Window> window =
                memory.window().filter(w -> w.fingerprint().equals(certificate.fingerprint()));
        return RenewalPolicy.renewAt(
                certificate, window, memory.issuedAt().orElse(certificate.notBefore()));
    }

    /**
     * Whether an order is to be begun: there is none, it is time, or its key is of another kind.
     */
    boolean isDue(Instant now) {
        if (isForced) {
            return true;
        }
        if (memory.failure().isPresent() && !memory.failure().get().isOver(now)) {
            return false;
        }
        return certificate()
                .map(present -> !now.isBefore(renewAt(present)) || isOfAnotherKind(present))
                .orElse(true);
    }

    /** One that was imported keeps its key until it is time: there may be many, all at once. */
    private boolean isOfAnotherKind(ServerCertificate present) {
        return memory.issuedAt().isPresent()
                && !wanted.keyType().isOf(present.chain().getFirst().getPublicKey());
    }

    boolean isToBeAsked(Instant now) {
        return !isAsking
                && orderingSince.isEmpty()
                && certificate().isPresent()
                && memory.askAt().map(at -> !now.isBefore(at) || isFar(at, now)).orElse(true);
    }

    /** A clock that was ahead for a while has written it. */
    private static boolean isFar(Instant at, Instant now) {
        return at.isAfter(now.plus(Backoff.LONGEST));
    }

    CertificateState state() {
        return new CertificateState(
                wanted,
                serving,
                work(),
                renewAt(),
                memory.attempts(),
                memory.failure().map(Failure::problem),
                warning,
                memory.unwantedSince(),
                ledger);
    }

    private Work work() {
        if (orderingSince.isPresent()) {
            return new Work.Ordering(orderingSince.get());
        }
        return memory.failure()
                .<Work>map(failure -> new Work.Waiting(failure.problem(), failure.retryAt()))
                .orElse(Work.IDLE);
    }
}
