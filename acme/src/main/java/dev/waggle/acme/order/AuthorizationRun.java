package dev.waggle.acme.order;

import static java.util.Objects.requireNonNull;

import dev.waggle.acme.challenge.ChallengeFailed;
import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.ChallengeSolver;
import dev.waggle.acme.challenge.ChallengeTask;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.challenge.Placed;
import dev.waggle.acme.life.OrderProblem;
import dev.waggle.acme.life.OrderProblem.Kind;
import dev.waggle.acme.order.CaClient.Means;
import dev.waggle.acme.store.StoreFailed;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.exception.AcmeException;

/** Shows a CA control over the names of an order, one after the other (RFC 8555 section 7.5). */
final class AuthorizationRun {

    private final Means means;
    private final LedgerBook ledger;
    private final Faults faults;
    private final Poll poll;
    private final Attempt attempt;
    private final Set<ChallengeKind> failedKinds;

    AuthorizationRun(
            Means means,
            LedgerBook ledger,
            Faults faults,
            Poll poll,
            Attempt attempt,
            Set<ChallengeKind> failedKinds) {
        this.means = means;
        this.ledger = ledger;
        this.faults = faults;
        this.poll = poll;
        this.attempt = attempt;
        this.failedKinds = failedKinds;
    }

    void authorise(Authorization authorization, String thumbprint)
            throws AcmeException, StoreFailed, OrderFailed, InterruptedException {
        authorization.fetch();
        if (authorization.getStatus() == Status.VALID) {
            return;
        }
        Identifier shown = Identifier.of(authorization.getIdentifier().getValue());
        Identifier ordered = ordered(shown, authorization.isWildcard());
        if (authorization.getStatus() != Status.PENDING) {
            throw failed(authorization, ordered, Optional.empty());
        }
        Map<ChallengeKind, Challenge> offered = offered(authorization);
        ChallengeSolver solver = solver(ordered, offered);
        Challenge challenge = requireNonNull(offered.get(solver.kind()));
        ChallengeTask task =
                new ChallengeTask(
                        shown,
                        ordered.isWildcard(),
                        challenge.getJSON().get("token").asString(),
                        thumbprint);
        try (Placed _ = place(solver, task)) {
            // One that a process before this one has asked for is looked at already.
            if (challenge.getStatus() == Status.PENDING) {
                challenge.trigger();
            }
            Status status =
                    poll.until(authorization, Set.of(Status.VALID), means.settings().validation());
            if (status != Status.VALID) {
                throw failed(authorization, ordered, Optional.of(solver.kind()));
            }
        }
    }

    /** A CA that asks about other names than those that were ordered gets no answer. */
    private Identifier ordered(Identifier shown, boolean isWildcard) throws OrderFailed {
        for (Identifier name : attempt.wanted().identifiers()) {
            if (name.withoutWildcard().equals(shown) && name.isWildcard() == isWildcard) {
                return name;
            }
        }
        throw faults.failed(
                Kind.MALFORMED,
                "the CA asks about %s, which was not ordered".formatted(shown),
                "ask the CA",
                null);
    }

    private static Map<ChallengeKind, Challenge> offered(Authorization authorization) {
        Map<ChallengeKind, Challenge> offered = new EnumMap<>(ChallengeKind.class);
        for (Challenge challenge : authorization.getChallenges()) {
            ChallengeKind.of(challenge.getType())
                    .ifPresent(kind -> offered.putIfAbsent(kind, challenge));
        }
        return offered;
    }

    private ChallengeSolver solver(Identifier name, Map<ChallengeKind, Challenge> offered)
            throws OrderFailed {
        Optional<ChallengeSolver> chosen =
                means.solvers()
                        .choose(
                                name,
                                attempt.wanted().preferred(),
                                failedKinds,
                                offered::containsKey);
        if (chosen.isPresent()) {
            return chosen.get();
        }
        throw faults.failed(
                Kind.CHALLENGE,
                "%s: the CA offers %s, configured for it is none of them (of %s)"
                        .formatted(
                                name,
                                offered.keySet().stream().map(ChallengeKind::type).toList(),
                                means.solvers().words()),
                name.isWildcard()
                        ? "configure DNS-01 for its zone: wildcards go by nothing else"
                        : "configure one of those that the CA offers",
                null);
    }

    private Placed place(ChallengeSolver solver, ChallengeTask task)
            throws OrderFailed, InterruptedException {
        try {
            return solver.place(task);
        } catch (ChallengeFailed e) {
            throw faults.failed(
                    Kind.CHALLENGE,
                    "%s: %s".formatted(task.identifier(), e.getMessage()),
                    e.fix(),
                    e);
        }
    }

    private OrderFailed failed(
            Authorization authorization, Identifier name, Optional<ChallengeKind> kind)
            throws StoreFailed {
        if (kind.isPresent()) {
            ledger.validationFailed(name);
        }
        String reason =
                authorization.getChallenges().stream()
                        .flatMap(challenge -> challenge.getError().stream())
                        .map(Problem::toString)
                        .findFirst()
                        .orElse("the authorization is " + authorization.getStatus());
        OrderProblem problem =
                faults.failed(
                                Kind.VALIDATION,
                                "%s was not validated%s: %s"
                                        .formatted(
                                                name,
                                                kind.map(k -> " by " + k.type()).orElse(""),
                                                reason),
                                fix(kind),
                                null)
                        .problem();
        return new OrderFailed(problem, Optional.empty(), kind, null);
    }

    private static String fix(Optional<ChallengeKind> kind) {
        return switch (kind.orElse(null)) {
            case HTTP_01 -> "let port 80 of the name's addresses lead here from the internet";
            case TLS_ALPN_01 -> "let port 443 of the name's addresses lead here from the internet";
            case DNS_01 -> "look at the name's _acme-challenge TXT record at its own name servers";
            case null -> "nothing: a new order is placed";
        };
    }
}
