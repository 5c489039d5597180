package dev.waggle.acme.order;

import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.life.OrderProblem;
import dev.waggle.acme.life.OrderProblem.Kind;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An attempt has ended without a certificate. */
public final class OrderFailed extends Exception {

    private final transient OrderProblem problem;
    private final transient Optional<Duration> retryAfter;
    private final transient Optional<ChallengeKind> challenge;

    OrderFailed(
            OrderProblem problem,
            Optional<Duration> retryAfter,
            Optional<ChallengeKind> challenge,
            @Nullable Throwable cause) {
        super(problem.message(), cause);
        this.problem = problem;
        this.retryAfter = retryAfter;
        this.challenge = challenge;
    }

    OrderFailed(OrderProblem problem) {
        super(problem.message());
        this.problem = problem;
        this.retryAfter = Optional.empty();
        this.challenge = Optional.empty();
    }

    OrderFailed(OrderProblem problem, Duration retryAfter) {
        super(problem.message());
        this.problem = problem;
        this.retryAfter = Optional.of(retryAfter);
        this.challenge = Optional.empty();
    }

    /** Why. */
    public OrderProblem problem() {
        return problem;
    }

    /** How long to wait at the least, when the CA or the ledger has said so. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** The kind of challenge that the CA has found wrong. */
    Optional<ChallengeKind> challenge() {
        return challenge;
    }

    /** Whether another CA may do better: never after a validation, which would fail there too. */
    public boolean mayGoElsewhere() {
        Kind kind = problem.kind();
        return kind == Kind.TRANSPORT
                || kind == Kind.CA_ERROR
                || kind == Kind.RATE_LIMITED
                || kind == Kind.LEDGER;
    }
}
