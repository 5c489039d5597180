package dev.waggle.acme.order;

import dev.waggle.acme.Pause;
import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.life.OrderProblem.Kind;
import dev.waggle.acme.preflight.Preflight;
import dev.waggle.acme.store.CertificateKey;
import dev.waggle.acme.store.CertificateStore;
import dev.waggle.acme.store.StoreFailed;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeServerException;

/**
 * One CA, as we speak with it: orders certificates and asks when they are to be renewed. Safe for
 * use by many threads; blocks, and stops when interrupted.
 */
public final class CaClient implements AutoCloseable {

    private final Issuer issuer;
    private final Means means;
    private final CaTransport transport;
    private final DirectoryCache directories;
    private final LedgerBook ledger;
    private final PendingOrders pending;

    /**
     * What all CAs are spoken with.
     *
     * @param store where the account, the ledger, orders under way and certificates are kept
     * @param accounts the account's key
     * @param solvers who answers challenges
     * @param preflight looks before an attempt is spent
     * @param clock tells what is valid
     * @param random the source of keys
     * @param pause waits between two looks at an order
     * @param settings how long a CA may take
     */
    public record Means(
            CertificateStore store,
            Accounts accounts,
            Solvers solvers,
            Preflight preflight,
            InstantSource clock,
            SecureRandom random,
            Pause pause,
            OrderSettings settings) {}

    /**
     * Asks nobody yet.
     *
     * @throws IOException when the file with the CA's roots cannot be read
     */
    public CaClient(Issuer issuer, Means means) throws IOException {
        this.issuer = issuer;
        this.means = means;
        HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CaTransport.CONNECT_TIMEOUT)
                        .sslContext(CaTrust.context(issuer.caFile()))
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
        this.transport = new CaTransport(client, means.clock(), means.settings().answer());
        this.directories = new DirectoryCache(means.clock());
        this.ledger = new LedgerBook(issuer, means.store(), means.clock());
        this.pending = new PendingOrders(means.store());
    }

    /** Whose directory it is. */
    public Issuer issuer() {
        return issuer;
    }

    /**
     * Orders a certificate, or goes on with the order that is under way, until it is in the store.
     * After a validation that failed, a new order tries another kind of challenge, if there is one
     * and the ledger allows it.
     *
     * @param warnings is told what the look ahead has found that does not hold the attempt
     * @throws OrderFailed when there is no certificate in the end
     */
    public ServerCertificate obtain(Attempt attempt, Consumer<String> warnings)
            throws OrderFailed, InterruptedException {
        CaProvider provider = new CaProvider(issuer.directory(), transport, directories);
        Faults faults = new Faults(issuer.id(), provider);
        try {
            return obtain(attempt, warnings, provider, faults);
        } catch (AcmeException | StoreFailed | OrderFailed | RuntimeException e) {
            OrderFailed failed = faults.of(e);
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped while ordering");
            }
            if (failed.mayGoElsewhere()) {
                directories.forget();
            }
            throw failed;
        } catch (StackOverflowError _) {
            throw tooDeep(faults);
        }
    }

    private static OrderFailed tooDeep(Faults faults) {
        return faults.failed(
                Kind.MALFORMED,
                "the CA's answer is nested too deep",
                "check that the URL is that of an ACME directory",
                null);
    }

    private ServerCertificate obtain(
            Attempt attempt, Consumer<String> warnings, CaProvider provider, Faults faults)
            throws AcmeException, StoreFailed, OrderFailed, InterruptedException {
        Set<ChallengeKind> failedKinds = EnumSet.noneOf(ChallengeKind.class);
        while (true) {
            OrderRun run =
                    new OrderRun(
                            issuer,
                            means,
                            ledger,
                            pending,
                            faults,
                            provider,
                            failedKinds,
                            warnings);
            try {
                return save(attempt, run.certificate(attempt, session(provider)));
            } catch (AcmeServerException e) {
                if (!Faults.typeOf(e).equals("accountDoesNotExist") || run.isNewAccount()) {
                    throw e;
                }
                // A CA that has lost its memory: our account and its orders are gone.
                means.accounts().forget(issuer);
                pending.clear(attempt.wanted().id());
            } catch (OrderFailed e) {
                if (isDead(e)) {
                    pending.clear(attempt.wanted().id());
                }
                if (!mayTryAnotherKind(e, attempt, failedKinds)) {
                    throw e;
                }
            }
        }
    }

    /** Nothing comes of the order any more; of others it may, and they are gone on with. */
    private static boolean isDead(OrderFailed failed) {
        return switch (failed.problem().kind()) {
            case VALIDATION, REJECTED, WRONG_CERTIFICATE -> true;
            case TRANSPORT,
                    CA_ERROR,
                    RATE_LIMITED,
                    LEDGER,
                    MALFORMED,
                    CHALLENGE,
                    PREFLIGHT,
                    ACCOUNT,
                    CLOCK,
                    STORE,
                    INTERNAL ->
                    false;
        };
    }

    /** RFC 8555 section 7.1.6: an order with a failed validation is dead; the next is a new one. */
    private boolean mayTryAnotherKind(
            OrderFailed failed, Attempt attempt, Set<ChallengeKind> failedKinds)
            throws StoreFailed {
        failed.challenge().ifPresent(failedKinds::add);
        SortedSet<Identifier> names = attempt.wanted().identifiers();
        return failed.challenge().isPresent()
                && names.stream().anyMatch(name -> means.solvers().hasAnother(name, failedKinds))
                && ledger.holdsOrder(names, attempt.known(), false).isEmpty();
    }

    /** Only when it is kept is the order forgotten. */
    private ServerCertificate save(Attempt attempt, ServerCertificate certificate)
            throws StoreFailed {
        String id = attempt.wanted().id();
        means.store().save(new CertificateKey(issuer.id(), id), certificate);
        pending.clear(id);
        return certificate;
    }

    /**
     * Asks when a certificate of this CA is to be renewed; needs no account.
     *
     * @return empty when the CA does not say, be it in general or of this certificate
     * @throws OrderFailed when it cannot be asked, or its answer cannot be understood
     */
    public Optional<RenewalWindow> renewalWindow(ServerCertificate certificate)
            throws OrderFailed, InterruptedException {
        CaProvider provider = new CaProvider(issuer.directory(), transport, directories);
        Faults faults = new Faults(issuer.id(), provider);
        try {
            Session session = session(provider);
            if (session.resourceUrlOptional(Resource.RENEWAL_INFO).isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(window(certificate, provider, session));
        } catch (AcmeException | StoreFailed | RuntimeException | MalformedURLException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped while asking");
            }
            throw faults.of(e);
        } catch (StackOverflowError _) {
            throw tooDeep(faults);
        }
    }

    private RenewalWindow window(
            ServerCertificate certificate, CaProvider provider, Session session)
            throws AcmeException, StoreFailed, MalformedURLException {
        // acme4j binds everything to an account; this one is never named in the request.
        Login anybody = session.login(issuer.directory().toURL(), means.accounts().key());
        RenewalInfo info = anybody.bindRenewalInfo(certificate.chain().getFirst());
        info.fetch();
        return new RenewalWindow(
                info.getSuggestedWindowStart(),
                info.getSuggestedWindowEnd(),
                info.getExplanation().map(Object::toString),
                provider.retryAfter());
    }

    /** What is left of this CA's limits for these names, in words; empty when nothing was spent. */
    public String ledgerWords(SortedSet<Identifier> names) throws StoreFailed {
        return ledger.words(names);
    }

    private Session session(CaProvider provider) {
        Session session = new Session(issuer.directory(), provider);
        session.networkSettings().setTimeout(means.settings().answer());
        session.networkSettings().setCompressionEnabled(false);
        session.setLocale(Locale.ENGLISH);
        return session;
    }

    @Override
    public void close() {
        transport.close();
    }
}
