package dev.waggle.proxy.real.acme;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.waggle.acme.Pause;
import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.ChallengeSolver;
import dev.waggle.acme.challenge.ChallengeTask;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.challenge.Placed;
import dev.waggle.acme.life.CertificateEvents;
import dev.waggle.acme.life.CertificateState;
import dev.waggle.acme.life.KeyType;
import dev.waggle.acme.life.OrderProblem.Kind;
import dev.waggle.acme.life.WantedCertificate;
import dev.waggle.acme.manage.CertificateManager;
import dev.waggle.acme.manage.ManagerSettings;
import dev.waggle.acme.order.Accounts;
import dev.waggle.acme.order.CaClient;
import dev.waggle.acme.order.ExternalAccount;
import dev.waggle.acme.order.Issuer;
import dev.waggle.acme.order.OrderSettings;
import dev.waggle.acme.order.Solvers;
import dev.waggle.acme.preflight.Preflight;
import dev.waggle.acme.store.DirectoryStore;
import dev.waggle.proxy.real.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keeping of certificates, without a proxy, against a CA that others have written. */
@Tag("real")
class OrdersOnPebbleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;
    private HttpServer port80;
    private @Nullable CertificateManager started;

    @BeforeEach
    void listenForChallenges() throws IOException {
        port80 = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        port80.createContext(
                "/.well-known/acme-challenge/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    String token = path.substring(path.lastIndexOf('/') + 1);
                    String answer = token + "." + manager().states().thumbprint().orElse("nobody");
                    exchange.sendResponseHeaders(200, answer.length());
                    exchange.getResponseBody().write(answer.getBytes(US_ASCII));
                    exchange.close();
                });
        port80.start();
    }

    @AfterEach
    void stop() {
        manager().close();
        port80.stop(0);
    }

    @Test
    void obtainsManyAtOnceThroughRejectedNonces() throws IOException {
        try (Pebble ca = newest().start()) {
            start(ca, "", Optional.empty());
            Set<WantedCertificate> hosts = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                hosts.add(WantedCertificate.of("host" + i + ".example.test"));
            }
            manager().want(hosts);

            awaitServed("host19.example.test", 20);
            assertThat(ca.orders()).isEqualTo(20);
        }
    }

    @Test
    void goesOnWithACaThatHasForgottenEverything() throws IOException {
        try (Pebble ca = newest().start()) {
            start(ca, "", Optional.empty());
            manager().want(Set.of(WantedCertificate.of("one.example.test")));
            awaitServed("one.example.test", 1);
            ca.stop();
            ca.start();

            manager()
                    .want(
                            Set.of(
                                    WantedCertificate.of("one.example.test"),
                                    WantedCertificate.of("two.example.test")));

            awaitServed("two.example.test", 2);
        }
    }

    @Test
    void waitsForACaThatIsNotThereYet() throws IOException {
        try (Pebble ca = newest()) {
            start(ca, "", Optional.empty());
            manager().want(Set.of(WantedCertificate.of("one.example.test")));
            Eventually.holds(
                    "a problem of transport",
                    PATIENCE,
                    () ->
                            state("one.example.test")
                                    .flatMap(CertificateState::lastProblem)
                                    .filter(problem -> problem.kind() == Kind.TRANSPORT)
                                    .isPresent());
            ca.start();

            awaitServed("one.example.test", 1);
        }
    }

    @Test
    void ordersSeveralNamesAnAddressAndAnRsaKey() throws IOException {
        try (Pebble ca = newest().start()) {
            start(ca, "", Optional.empty());
            WantedCertificate wanted =
                    new WantedCertificate(
                            WantedCertificate.of("a.example.test", "b.example.test", "127.0.0.1")
                                    .identifiers(),
                            KeyType.RSA_2048,
                            Optional.empty(),
                            Optional.empty());
            manager().want(Set.of(wanted));

            awaitServed("a.example.test", 3);
            assertThat(served("a.example.test").names())
                    .containsExactlyInAnyOrder("a.example.test", "b.example.test", "127.0.0.1");
        }
    }

    @Test
    void renewsWhatLivesForAMinuteAndSaysWhatItReplaces() throws IOException {
        Map<String, Object> profile = Map.of("description", "a minute", "validityPeriod", 60);
        try (Pebble ca = newest().with("profiles", Map.of("minute", profile)).start()) {
            start(ca, "", Optional.of("minute"));
            manager().want(Set.of(WantedCertificate.of("one.example.test")));
            awaitServed("one.example.test", 1);
            ServerCertificate first = served("one.example.test");
            assertThat(Duration.between(first.notBefore(), first.notAfter()))
                    .isLessThan(Duration.ofMinutes(2));

            Eventually.holds(
                    "another certificate",
                    Duration.ofSeconds(90),
                    () -> !served("one.example.test").equals(first),
                    ca::said);
            assertThat(ca.said()).contains("is a replacement of");
        }
    }

    @Test
    void bindsAnExternalAccount() throws IOException {
        String key = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";
        try (Pebble ca =
                newest().with("externalAccountBindingRequired", true)
                        .with("externalAccountMACKeys", Map.of("kid-1", key))
                        .start()) {
            start(ca, key, Optional.empty());
            manager().want(Set.of(WantedCertificate.of("one.example.test")));

            awaitServed("one.example.test", 1);
        }
    }

    private Pebble newest() {
        return Pebble.at(
                folder.resolve("ca"), PebblePackage.newest(), port80.getAddress().getPort(), 1);
    }

    private void awaitServed(String name, int names) {
        Eventually.holds(
                name + " is served",
                PATIENCE,
                () ->
                        manager().states().certificates().byName().size() >= names
                                && manager().states().certificates().forName(name).isPresent(),
                () -> manager().states().states().toString());
    }

    private ServerCertificate served(String name) {
        return manager().states().certificates().forName(name).orElseThrow();
    }

    private Optional<CertificateState> state(String name) {
        return manager().states().states().stream()
                .filter(state -> state.id().equals(name))
                .findFirst();
    }

    private void start(Pebble ca, String hmacKey, Optional<String> profile) throws IOException {
        DirectoryStore store = new DirectoryStore(folder.resolve("acme"));
        Accounts accounts = new Accounts(store, new SecureRandom());
        Issuer issuer =
                new Issuer(
                        URI.create(ca.directory()),
                        List.of("admin@example.test"),
                        Optional.of(hmacKey)
                                .filter(key -> !key.isEmpty())
                                .map(key -> new ExternalAccount("kid-1", key)),
                        profile,
                        Optional.empty(),
                        Optional.of(ca.authority()));
        CaClient client =
                new CaClient(
                        issuer,
                        new CaClient.Means(
                                store,
                                accounts,
                                new Solvers(List.of(new Stateless())),
                                Preflight.OFF,
                                InstantSource.system(),
                                new SecureRandom(),
                                Pause.REAL,
                                OrderSettings.DEFAULT));
        CertificateManager manager =
                new CertificateManager(
                        new CertificateManager.Parts(
                                List.of(client),
                                accounts,
                                store,
                                CertificateEvents.NOBODY,
                                InstantSource.system(),
                                RandomGenerator.getDefault(),
                                ManagerSettings.DEFAULT));
        manager.start();
        started = manager;
    }

    private CertificateManager manager() {
        return Objects.requireNonNull(started, "it was not started");
    }

    /** The listener answers every token: there is nothing to place. */
    private static final class Stateless implements ChallengeSolver {
        @Override
        public ChallengeKind kind() {
            return ChallengeKind.HTTP_01;
        }

        @Override
        public boolean canSolve(Identifier identifier) {
            return !identifier.isWildcard();
        }

        @Override
        public Placed place(ChallengeTask task) {
            return () -> {};
        }
    }
}
