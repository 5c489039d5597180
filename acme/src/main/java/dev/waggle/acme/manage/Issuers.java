package dev.waggle.acme.manage;

import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.life.OrderProblem;
import dev.waggle.acme.life.OrderProblem.Kind;
import dev.waggle.acme.life.Serving;
import dev.waggle.acme.life.WantedCertificate;
import dev.waggle.acme.order.Attempt;
import dev.waggle.acme.order.CaClient;
import dev.waggle.acme.order.OrderFailed;
import dev.waggle.acme.order.RenewalWindow;
import dev.waggle.acme.store.CertificateKey;
import dev.waggle.acme.store.CertificateStore;
import dev.waggle.acme.store.StoreFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CAs in their order: the next one is asked when one is not there, errs or has had enough,
 * never when it has found a validation wrong. Safe for use by many threads; blocks.
 */
final class Issuers {

    private static final Logger LOG = LoggerFactory.getLogger(Issuers.class);

    private final List<CaClient> clients;

    Issuers(List<CaClient> clients) {
        if (clients.isEmpty()) {
            throw new IllegalArgumentException("there is no CA to order at");
        }
        this.clients = List.copyOf(clients);
    }

    Outcome obtain(WantedCertificate wanted, Serving serving, Consumer<String> warnings) {
        try {
            for (CaClient client : clients.subList(0, clients.size() - 1)) {
                try {
                    return obtainAt(client, wanted, serving, warnings);
                } catch (OrderFailed e) {
                    if (!e.mayGoElsewhere()) {
                        return failed(e);
                    }
                    LOG.info(
                            "{}: {} cannot be used now ({}), the next CA is asked",
                            wanted.id(),
                            client.issuer().id(),
                            e.getMessage());
                }
            }
            return obtainAt(clients.getLast(), wanted, serving, warnings);
        } catch (OrderFailed e) {
            return failed(e);
        } catch (InterruptedException _) {
            return new Outcome.Stopped();
        } catch (RuntimeException e) {
            LOG.error("ordering {} has failed in an unexpected way", wanted.id(), e);
            return new Outcome.Failed(
                    new OrderProblem(
                            Kind.INTERNAL, "", String.valueOf(e), "report it, with the log"),
                    Duration.ZERO);
        }
    }

    private static Outcome obtainAt(
            CaClient client, WantedCertificate wanted, Serving serving, Consumer<String> warnings)
            throws OrderFailed, InterruptedException {
        String directory = client.issuer().id();
        boolean known = serving instanceof Serving.Certificate;
        Attempt attempt = new Attempt(wanted, present(serving, directory), known);
        return new Outcome.Obtained(client.obtain(attempt, warnings), directory);
    }

    /** Only the CA that has made it can be asked to count it as replaced. */
    private static Optional<ServerCertificate> present(Serving serving, String directory) {
        return serving instanceof Serving.Certificate(var certificate, var of)
                        && of.equals(directory)
                ? Optional.of(certificate)
                : Optional.empty();
    }

    private static Outcome failed(OrderFailed e) {
        return new Outcome.Failed(e.problem(), e.retryAfter().orElse(Duration.ZERO));
    }

    Optional<RenewalWindow> renewalWindow(Serving.Certificate serving)
            throws OrderFailed, InterruptedException {
        for (CaClient client : clients) {
            if (client.issuer().id().equals(serving.directory())) {
                return client.renewalWindow(serving.certificate());
            }
        }
        return Optional.empty();
    }

    /** Which CA is asked first. */
    String first() {
        return clients.getFirst().issuer().id();
    }

    /** What is left of the first CA's limits, in words. */
    String ledgerWords(SortedSet<Identifier> names) throws StoreFailed {
        return clients.getFirst().ledgerWords(names);
    }

    /**
     * Of each certificate in the store that one of these CAs has made, the one made last: a CA that
     * was asked in place of another may give it a shorter life. One that has expired gives way to
     * one that has not.
     */
    Map<String, Serving.Certificate> choose(CertificateStore.Contents contents, Instant now) {
        Comparator<Serving.Certificate> order =
                Comparator.<Serving.Certificate, Boolean>comparing(
                                one -> one.certificate().notAfter().isAfter(now))
                        .thenComparing(one -> one.certificate().notBefore());
        Map<String, Serving.Certificate> chosen = new HashMap<>();
        contents.certificates()
                .forEach((key, certificate) -> {
                    if (isOurs(key)) {
                        chosen.merge(
                                key.certificate(),
                                new Serving.Certificate(certificate, key.directory()),
                                BinaryOperator.maxBy(order));
                    }
                });
        return chosen;
    }

    /** What is kept of a certificate, at each of these CAs. */
    List<CertificateKey> keys(String id) {
        return clients.stream()
                .map(client -> new CertificateKey(client.issuer().id(), id))
                .toList();
    }

    boolean isOurs(CertificateKey key) {
        return clients.stream().anyMatch(client -> client.issuer().id().equals(key.directory()));
    }

    void close() {
        clients.forEach(CaClient::close);
    }
}
