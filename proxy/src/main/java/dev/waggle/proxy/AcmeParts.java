package dev.waggle.proxy;

import dev.waggle.acme.Pause;
import dev.waggle.acme.challenge.ChallengeSolver;
import dev.waggle.acme.life.CertificateEvents;
import dev.waggle.acme.manage.Backoff;
import dev.waggle.acme.manage.CertificateManager;
import dev.waggle.acme.manage.ManagerSettings;
import dev.waggle.acme.order.Accounts;
import dev.waggle.acme.order.CaClient;
import dev.waggle.acme.order.ExternalAccount;
import dev.waggle.acme.order.Issuer;
import dev.waggle.acme.order.OrderSettings;
import dev.waggle.acme.order.Solvers;
import dev.waggle.acme.preflight.Preflight;
import dev.waggle.acme.store.CertificateStore;
import dev.waggle.acme.store.DirectoryStore;
import dev.waggle.proxy.config.Acme;
import dev.waggle.proxy.config.AcmeChallenge;
import dev.waggle.proxy.config.AcmePreflight;
import dev.waggle.proxy.config.Config;
import dev.waggle.proxy.tls.TlsUnusable;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Makes what orders certificates, as it is configured. */
final class AcmeParts {
    private static final OrderSettings USUAL = OrderSettings.DEFAULT;

    private final Config config;
    private final Acme acme;
    private final DnsParts dns;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    AcmeParts(Config config, InstantSource clock) {
        this.config = config;
        this.acme = config.acme();
        this.dns = new DnsParts(acme);
        this.clock = clock;
    }

    /**
     * The manager of certificates, not yet started.
     *
     * @param onListeners answers challenges on our own ports
     * @throws TlsUnusable when a file or value of the configuration cannot be used
     */
    CertificateManager manager(
            Map<AcmeChallenge, ChallengeSolver> onListeners, CertificateEvents events)
            throws TlsUnusable {
        CertificateStore store = new DirectoryStore(config.stateDir().resolve("acme"));
        Accounts accounts = new Accounts(store, random);
        CaClient.Means means =
                new CaClient.Means(
                        store,
                        accounts,
                        solvers(onListeners),
                        preflight(),
                        clock,
                        random,
                        Pause.REAL,
                        orderSettings());
        List<CaClient> clients = new ArrayList<>();
        for (URI directory : acme.directories()) {
            clients.add(client(directory, means));
        }
        return new CertificateManager(
                new CertificateManager.Parts(
                        clients,
                        accounts,
                        store,
                        events,
                        clock,
                        random,
                        new ManagerSettings(
                                acme.parallelOrders(),
                                acme.forgetAfter(),
                                new Backoff(acme.firstRetry(), acme.lastRetry()))));
    }

    private CaClient client(URI directory, CaClient.Means means) throws TlsUnusable {
        try {
            return new CaClient(issuer(directory), means);
        } catch (IOException e) {
            throw new TlsUnusable("acme.ca-file cannot be used: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new TlsUnusable("acme: " + e.getMessage(), e);
        }
    }

    private Issuer issuer(URI directory) {
        return new Issuer(
                directory,
                List.of(Objects.requireNonNull(acme.email())),
                externalAccount(),
                Optional.ofNullable(acme.profile()),
                Optional.ofNullable(acme.preferredChain()),
                Optional.ofNullable(acme.caFile()));
    }

    private Optional<ExternalAccount> externalAccount() {
        return acme.eabKeyId() == null || acme.eabHmacKey() == null
                ? Optional.empty()
                : Optional.of(new ExternalAccount(acme.eabKeyId(), acme.eabHmacKey().reveal()));
    }

    private OrderSettings orderSettings() {
        return new OrderSettings(
                USUAL.answer(),
                USUAL.validation(),
                USUAL.issuance(),
                switch (acme.preflight()) {
                    case OFF -> OrderSettings.PreflightMode.OFF;
                    case WARN -> OrderSettings.PreflightMode.WARN;
                    case HOLD -> OrderSettings.PreflightMode.HOLD;
                });
    }

    private Preflight preflight() {
        return acme.preflight() == AcmePreflight.OFF ? Preflight.OFF : dns.preflight();
    }

    private Solvers solvers(Map<AcmeChallenge, ChallengeSolver> onListeners) {
        Map<AcmeChallenge, ChallengeSolver> all = new EnumMap<>(AcmeChallenge.class);
        all.putAll(onListeners);
        dns.solver().ifPresent(solver -> all.put(AcmeChallenge.DNS_01, solver));
        List<ChallengeSolver> ordered = new ArrayList<>();
        acme.challenges().stream()
                .distinct()
                .forEach(kind -> Optional.ofNullable(all.get(kind)).ifPresent(ordered::add));
        return new Solvers(ordered);
    }
}
