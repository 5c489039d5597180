package dev.waggle.acme.order;

import dev.waggle.acme.CertificateRefused;
import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.ChallengeSolver;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.ledger.Held;
import dev.waggle.acme.life.OrderProblem.Kind;
import dev.waggle.acme.order.CaClient.Means;
import dev.waggle.acme.order.OrderSettings.PreflightMode;
import dev.waggle.acme.order.PendingOrders.Pending;
import dev.waggle.acme.preflight.Finding;
import dev.waggle.acme.preflight.PreflightQuestion;
import dev.waggle.acme.store.StoreFailed;
import java.net.URI;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;

/** One order from beginning to end: one straight sequence, for one thread. */
final class OrderRun {

    private final Issuer issuer;
    private final Means means;
    private final LedgerBook ledger;
    private final PendingOrders pending;
    private final Faults faults;
    private final CaProvider provider;
    private final Set<ChallengeKind> failedKinds;
    private final Consumer<String> warnings;
    private boolean newAccount;

    OrderRun(
            Issuer issuer,
            Means means,
            LedgerBook ledger,
            PendingOrders pending,
            Faults faults,
            CaProvider provider,
            Set<ChallengeKind> failedKinds,
            Consumer<String> warnings) {
        this.issuer = issuer;
        this.means = means;
        this.ledger = ledger;
        this.pending = pending;
        this.faults = faults;
        this.provider = provider;
        this.failedKinds = failedKinds;
        this.warnings = warnings;
    }

    /** Whether the account was made by this run: then the CA cannot have forgotten it. */
    boolean isNewAccount() {
        return newAccount;
    }

    ServerCertificate certificate(Attempt attempt, Session session)
            throws AcmeException, StoreFailed, OrderFailed, InterruptedException {
        newAccount = means.accounts().url(issuer).isEmpty();
        Login login = means.accounts().login(issuer, session);
        ledger.countFor(login.getAccountLocation().toString());

        Pending mine = pendingOrNew(attempt, login, session);
        Order order = login.bindOrder(mine.url());
        authorise(order, attempt, login);
        finalise(order, attempt, mine.key());
        if (!mine.replaces()) {
            ledger.issued(attempt.wanted().identifiers(), attempt.known());
        }
        return download(order, attempt, mine.key());
    }

    private Pending pendingOrNew(Attempt attempt, Login login, Session session)
            throws AcmeException, StoreFailed, OrderFailed, InterruptedException {
        String id = attempt.wanted().id();
        String account = login.getAccountLocation().toString();
        Optional<Pending> before = pending.find(id, issuer);
        if (before.isPresent() && before.get().account().equals(account)) {
            if (isUnfinished(before.get(), attempt)
                    && isAlive(login.bindOrder(before.get().url()), attempt)) {
                return before.get();
            }
            pending.clear(id);
        }
        Pending placed = place(attempt, login, session);
        pending.save(id, issuer, placed);
        return placed;
    }

    /**
     * A process that was killed between keeping the certificate and forgetting its order has left
     * an order whose key is in use already.
     */
    private static boolean isUnfinished(Pending before, Attempt attempt) {
        PublicKey key = before.key().getPublic();
        return attempt.wanted().keyType().isOf(key)
                && attempt.present()
                        .filter(one -> one.chain().getFirst().getPublicKey().equals(key))
                        .isEmpty();
    }

    /** Whether the CA still knows the order and it may come to a certificate for these names. */
    private static boolean isAlive(Order order, Attempt attempt) throws AcmeException {
        try {
            order.fetch();
        } catch (AcmeRateLimitedException e) {
            throw e;
        } catch (AcmeServerException _) {
            return false;
        }
        Set<Identifier> names =
                order.getIdentifiers().stream()
                        .map(identifier -> Identifier.of(identifier.getValue()))
                        .collect(Collectors.toSet());
        return order.getStatus() != Status.INVALID && names.equals(attempt.wanted().identifiers());
    }

    private Pending place(Attempt attempt, Login login, Session session)
            throws AcmeException, StoreFailed, OrderFailed, InterruptedException {
        boolean replaces =
                attempt.present().isPresent()
                        && session.resourceUrlOptional(Resource.RENEWAL_INFO).isPresent();
        checkLedger(attempt, replaces);
        lookAhead(attempt, login, session);
        KeyPair key = NewKey.of(attempt.wanted().keyType(), means.random());
        Order order = create(attempt, login, replaces);
        boolean accepted = replaces && order.getJSON().contains("replaces");
        return new Pending(
                order.getLocation(), login.getAccountLocation().toString(), key, accepted);
    }

    private void checkLedger(Attempt attempt, boolean replaces) throws StoreFailed, OrderFailed {
        Optional<Held> held =
                ledger.holdsOrder(attempt.wanted().identifiers(), attempt.known(), replaces);
        if (held.isPresent()) {
            Duration wait = Duration.between(means.clock().instant(), held.get().until());
            throw faults.held(
                    Kind.LEDGER,
                    held.get().reason() + ", by our own count",
                    "nothing: it is tried again when one is left",
                    wait);
        }
    }

    private void lookAhead(Attempt attempt, Login login, Session session)
            throws AcmeException, OrderFailed, InterruptedException {
        if (means.settings().preflight() == PreflightMode.OFF) {
            return;
        }
        List<String> caa = List.copyOf(session.getMetadata().getCaaIdentities());
        for (Identifier name : attempt.wanted().identifiers()) {
            Optional<ChallengeSolver> solver =
                    means.solvers()
                            .choose(name, attempt.wanted().preferred(), failedKinds, _ -> true);
            if (solver.isEmpty()) {
                throw noSolver(name, "none that is configured can show control over it");
            }
            look(
                    new PreflightQuestion(
                            name,
                            solver.get().kind(),
                            caa,
                            URI.create(login.getAccountLocation().toString()),
                            Accounts.thumbprint(login.getKeyPair())));
        }
    }

    private void look(PreflightQuestion question) throws OrderFailed, InterruptedException {
        switch (means.preflight().look(question)) {
            case Finding.Clear _ -> {}
            case Finding.Warn(String reason, String fix) ->
                    warnings.accept(question.identifier() + ": " + reason + "; " + fix);
            case Finding.Hold(String reason, String fix) -> {
                if (means.settings().preflight() == PreflightMode.HOLD) {
                    throw faults.failed(
                            Kind.PREFLIGHT, question.identifier() + ": " + reason, fix, null);
                }
                warnings.accept(question.identifier() + ": " + reason + "; " + fix);
            }
        }
    }

    private Order create(Attempt attempt, Login login, boolean replaces)
            throws AcmeException, StoreFailed {
        // Counted before it is placed: a process that is killed in between has placed it all the
        // same.
        ledger.ordered();
        if (replaces) {
            try {
                return builder(attempt, login)
                        .replaces(attempt.present().orElseThrow().chain().getFirst())
                        .create();
            } catch (AcmeRateLimitedException e) {
                throw e;
            } catch (AcmeServerException e) {
                if (Faults.typeOf(e).equals("accountDoesNotExist")) {
                    throw e;
                }
                // RFC 9773 section 5: replaced already, or not known. It is renewed without.
                ledger.ordered();
            }
        }
        return builder(attempt, login).create();
    }

    private OrderBuilder builder(Attempt attempt, Login login) {
        OrderBuilder builder = login.newOrder();
        for (Identifier identifier : attempt.wanted().identifiers()) {
            builder.identifier(acme4j(identifier));
        }
        attempt.wanted().profile().or(issuer::profile).ifPresent(builder::profile);
        return builder;
    }

    /** acme4j's own factory writes an IPv6 address at length, which RFC 8738 section 3 forbids. */
    private static org.shredzone.acme4j.Identifier acme4j(Identifier identifier) {
        String type =
                switch (identifier.type()) {
                    case DNS -> org.shredzone.acme4j.Identifier.TYPE_DNS;
                    case IP -> org.shredzone.acme4j.Identifier.TYPE_IP;
                };
        return new org.shredzone.acme4j.Identifier(type, identifier.value());
    }

    private void authorise(Order order, Attempt attempt, Login login)
            throws AcmeException, StoreFailed, OrderFailed, InterruptedException {
        Collection<Authorization> authorizations = order.getAuthorizations();
        if (authorizations.size() > attempt.wanted().identifiers().size()) {
            throw faults.failed(
                    Kind.MALFORMED,
                    "the CA asks for %d authorizations of an order for %d names"
                            .formatted(
                                    authorizations.size(), attempt.wanted().identifiers().size()),
                    "ask the CA",
                    null);
        }
        AuthorizationRun run =
                new AuthorizationRun(means, ledger, faults, poll(), attempt, failedKinds);
        String thumbprint = Accounts.thumbprint(login.getKeyPair());
        for (Authorization authorization : authorizations) {
            run.authorise(authorization, thumbprint);
        }
    }

    private void finalise(Order order, Attempt attempt, KeyPair key)
            throws AcmeException, OrderFailed, InterruptedException {
        Duration time = means.settings().issuance();
        Status status =
                poll().until(order, Set.of(Status.READY, Status.PROCESSING, Status.VALID), time);
        if (status == Status.READY) {
            order.execute(SigningRequest.of(attempt.wanted().identifiers(), key));
            status = poll().until(order, Set.of(Status.VALID), time);
        } else if (status == Status.PROCESSING) {
            status = poll().until(order, Set.of(Status.VALID), time);
        }
        if (status != Status.VALID) {
            throw faults.failed(
                    Kind.REJECTED,
                    "the order is %s%s".formatted(status, reason(order)),
                    "order again later, or ask the CA",
                    null);
        }
    }

    private static String reason(Order order) {
        return order.getError().map(Problem::toString).map(words -> ": " + words).orElse("");
    }

    private ServerCertificate download(Order order, Attempt attempt, KeyPair key)
            throws OrderFailed {
        List<X509Certificate> chain =
                ChainChoice.pick(order.getCertificate(), issuer.preferredChain());
        try {
            return AnswerCheck.check(
                    chain,
                    key.getPrivate(),
                    attempt.wanted().identifiers(),
                    means.clock().instant());
        } catch (CertificateRefused e) {
            throw faults.failed(
                    Kind.WRONG_CERTIFICATE,
                    "the CA's certificate is not what was ordered: " + e.getMessage(),
                    e.fix(),
                    e);
        }
    }

    private OrderFailed noSolver(Identifier name, String why) {
        return faults.failed(
                Kind.CHALLENGE,
                "%s: %s (configured: %s)".formatted(name, why, means.solvers().words()),
                name.isWildcard()
                        ? "configure DNS-01 for its zone: wildcards go by nothing else"
                        : "configure a challenge that can",
                null);
    }

    private Poll poll() {
        return new Poll(means.pause(), provider, faults);
    }
}
