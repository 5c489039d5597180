package dev.waggle.acme.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waggle.acme.CertificateProblem;
import dev.waggle.acme.KeyPairPem;
import dev.waggle.acme.Pem;
import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.TestChain;
import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.life.CertificateEvent;
import dev.waggle.acme.life.CertificateState;
import dev.waggle.acme.life.CertificateStates;
import dev.waggle.acme.life.KeyType;
import dev.waggle.acme.life.OrderProblem.Kind;
import dev.waggle.acme.life.Serving;
import dev.waggle.acme.life.WantedCertificate;
import dev.waggle.acme.life.Work;
import dev.waggle.acme.manage.CertificateManager.Parts;
import dev.waggle.acme.order.Accounts;
import dev.waggle.acme.order.CaClient;
import dev.waggle.acme.order.CaClient.Means;
import dev.waggle.acme.order.FailingStore;
import dev.waggle.acme.order.FakeCa;
import dev.waggle.acme.order.Issuer;
import dev.waggle.acme.order.OrderSettings;
import dev.waggle.acme.order.Solvers;
import dev.waggle.acme.order.TestClock;
import dev.waggle.acme.order.TestSolver;
import dev.waggle.acme.preflight.Preflight;
import dev.waggle.acme.store.CertificateKey;
import dev.waggle.acme.store.CertificateStore;
import dev.waggle.acme.store.DirectoryStore;
import dev.waggle.acme.store.Note;
import dev.waggle.acme.takeover.ImportFailed;
import dev.waggle.acme.takeover.Imported;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateManagerTest {

    private static final WantedCertificate BLOG = WantedCertificate.of("blog.example.org");
    private static final WantedCertificate SHOP = WantedCertificate.of("shop.example.org");

    @TempDir Path base;
    private final TestClock clock = new TestClock();
    private final TestSolver solver = new TestSolver(ChallengeKind.HTTP_01);
    private final List<CertificateEvent> events = new ArrayList<>();
    private final List<CertificateManager> started = new ArrayList<>();
    private FakeCa ca;
    private List<URI> directories;
    private FailingStore store;
    private CertificateManager manager;

    @BeforeEach
    void startACa() throws IOException {
        ca = new FakeCa(clock);
        directories = List.of(ca.directory());
        store = newStore();
        manager = newManager(store);
    }

    @AfterEach
    void stopIt() throws IOException {
        started.forEach(CertificateManager::close);
        ca.close();
    }

    @Test
    void obtainsWhatIsWanted() {
        want(BLOG, SHOP);

        assertThat(manager.states().certificates().byName())
                .containsOnlyKeys("blog.example.org", "shop.example.org");
        CertificateState state = blog();
        assertThat(state.work()).isEqualTo(Work.IDLE);
        assertThat(state.attempts()).isZero();
        assertThat(state.ledger()).isEqualTo("298 of 300 orders in 3 hours left");
        assertThat(manager.states().thumbprint()).contains(solver.placed.getFirst().thumbprint());
        assertThat(events).hasSize(2).allMatch(CertificateEvent.Issued.class::isInstance);
    }

    @Test
    void aFirstCertificateIsNoRenewalWhenTheStoreIsReadBeforeTheOrderHasEnded() {
        store.afterSave = () -> steps(Lives.LOOKS_PER_READ);
        want(BLOG);

        assertThat(events).singleElement().isInstanceOf(CertificateEvent.Issued.class);
    }

    @Test
    void ordersNothingBeforeItIsToldWhatIsWanted() {
        manager.step();

        assertThat(manager.states().owner()).isTrue();
        assertThat(ca.asked).isEmpty();
    }

    @Test
    void ordersNothingTwice() {
        want(BLOG);
        want(BLOG, SHOP);
        steps(5);

        assertThat(ca.newOrders).hasSize(2);
    }

    @Test
    void ordersNothingAfterARestart() throws IOException {
        want(BLOG);
        restart();
        want(BLOG);

        assertThat(ca.newOrders).hasSize(1);
        assertThat(manager.states().certificates().forName("blog.example.org")).isPresent();
    }

    @Test
    void servesWhatItHasBeforeItIsToldWhatIsWanted() throws IOException {
        want(BLOG);
        restart();
        manager.step();

        assertThat(manager.states().certificates().forName("blog.example.org")).isPresent();
    }

    @Test
    void renewsWhenAThirdOfTheLifetimeIsLeft() {
        want(BLOG);
        ServerCertificate first = served();
        Instant renewAt = blog().renewAt().orElseThrow();
        assertThat(renewAt)
                .isBetween(
                        first.notAfter().minus(Duration.ofDays(35)),
                        first.notAfter().minus(Duration.ofDays(30)));

        moveTo(renewAt.minusSeconds(5));
        steps(2);
        assertThat(served()).isEqualTo(first);
        moveTo(renewAt);
        steps(2);

        assertThat(served()).isNotEqualTo(first);
        assertThat(events.getLast()).isInstanceOf(CertificateEvent.Renewed.class);
    }

    @Test
    void renewsShortLivedOnesAtHalfTheirLife() {
        ca.lifetime = Duration.ofDays(6);
        want(BLOG);

        assertThat(blog().renewAt().orElseThrow())
                .isBetween(
                        clock.instant().plus(Duration.ofHours(64)),
                        clock.instant().plus(Duration.ofDays(3)));
    }

    @Test
    void followsTheCasRenewalWindow() {
        ca.renewalInfo = window(Duration.ofDays(10), Duration.ofDays(11));
        want(BLOG);
        steps(2);

        assertThat(blog().renewAt().orElseThrow())
                .isBetween(
                        clock.instant().plus(Duration.ofDays(9)),
                        clock.instant().plus(Duration.ofDays(11)));
    }

    @Test
    void renewsSoonWhenTheWindowIsInThePastAndNeverInALoop() {
        want(BLOG);
        ServerCertificate first = served();
        steps(2);
        clock.move(Duration.ofDays(2));
        ca.renewalInfo = window(Duration.ofDays(-2), Duration.ofDays(-1));
        steps(40);

        assertThat(served()).isNotEqualTo(first);
        assertThat(ca.newOrders).hasSize(2);
        assertThat(ca.newOrders.getLast().has("replaces")).isTrue();
        clock.move(Duration.ofMinutes(61));
        steps(4);
        assertThat(ca.newOrders).hasSize(3);
    }

    @Test
    void garbageInRenewalInformationLeavesTheLifetimeToDecide() {
        ca.renewalInfo = "{\"suggestedWindow\":{\"start\":\"x\"}}";
        want(BLOG);
        steps(3);

        assertThat(blog().renewAt().orElseThrow())
                .isAfter(clock.instant().plus(Duration.ofDays(50)));
        assertThat(ca.count("GET /renewal")).isEqualTo(1);
    }

    @Test
    void keepsServingTheOldCertificateWhenRenewalFails() {
        want(BLOG);
        ServerCertificate first = served();
        ca.validates = (_, _) -> false;
        clock.move(Duration.ofDays(65));
        steps(2);

        assertThat(served()).isEqualTo(first);
        assertThat(blog().attempts()).isEqualTo(1);
        assertThat(blog().work())
                .isInstanceOfSatisfying(
                        Work.Waiting.class,
                        waiting -> {
                            assertThat(waiting.problem().kind()).isEqualTo(Kind.VALIDATION);
                            assertThat(waiting.retryAt())
                                    .isBetween(
                                            clock.instant().plus(Duration.ofMinutes(1)),
                                            clock.instant().plusSeconds(72));
                        });
        assertThat(events.getLast()).isInstanceOf(CertificateEvent.Failed.class);
    }

    @Test
    void waitsLongerWithEachFailure() {
        ca.intercept = _ -> Optional.of(FakeCa.error(500));
        want(BLOG);
        Duration first = waiting();
        retryWhenDue();
        Duration second = waiting();
        retryWhenDue();

        assertThat(second).isGreaterThan(first);
        assertThat(waiting()).isGreaterThan(second);
        for (int i = 0; i < 20; i++) {
            retryWhenDue();
        }
        assertThat(waiting()).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(18));
        assertThat(blog().serving()).isEqualTo(Serving.NONE);
    }

    @Test
    void worksAgainAsSoonAsTheCaDoes() {
        ca.intercept = _ -> Optional.of(FakeCa.error(500));
        want(BLOG);
        ca.intercept = _ -> Optional.empty();
        retryWhenDue();

        assertThat(blog().attempts()).isZero();
        assertThat(blog().lastProblem()).isEmpty();
        assertThat(served().names()).containsExactly("blog.example.org");
    }

    @Test
    void anOrderThatWasOnlyNotForgottenIsNotTakenForARenewal() throws Exception {
        want(BLOG);
        ServerCertificate first = served();
        // As a process leaves it that is killed just after it has kept the certificate.
        store.write(
                Note.orderKey("blog.example.org"),
                KeyPairPem.write(
                        new KeyPair(first.chain().getFirst().getPublicKey(), first.privateKey())));
        store.write(
                Note.order("blog.example.org"),
                "{\"directory\":\"%s\",\"account\":\"%s\",\"url\":\"%s\"}"
                        .formatted(
                                issuer(ca.directory()).id(),
                                accountUrl(),
                                ca.directory().resolve("/order/1")));
        clock.move(Duration.ofDays(65));
        steps(2);

        assertThat(served()).isNotEqualTo(first);
        assertThat(ca.newOrders).hasSize(2);
    }

    private String accountUrl() throws Exception {
        String note = store.note(Note.account(issuer(ca.directory()).id())).orElseThrow();
        return note.replaceAll("(?s).*\"url\" : \"([^\"]+)\".*", "$1");
    }

    @Test
    void remembersAFailureOverARestart() throws IOException {
        ca.validates = (_, _) -> false;
        want(BLOG);
        Instant retryAt = clock.instant().plus(waiting());
        restart();
        want(BLOG);
        steps(3);

        assertThat(ca.newOrders).hasSize(1);
        assertThat(clock.instant().plus(waiting())).isEqualTo(retryAt);
        assertThat(blog().attempts()).isEqualTo(1);
    }

    @Test
    void triesAgainWhenItIsTold() {
        ca.validates = (_, _) -> false;
        want(BLOG);
        ca.validates = (_, _) -> true;

        assertThat(manager.retry("blog.example.org")).isTrue();
        steps(2);

        assertThat(served().names()).containsExactly("blog.example.org");
        assertThat(manager.retry("blog.example.org")).isFalse();
        assertThat(manager.retry("nobody.example.org")).isFalse();
    }

    @Test
    void renewsWhenItIsTold() {
        want(BLOG);
        ServerCertificate first = served();

        assertThat(manager.renew("blog.example.org")).isTrue();
        steps(2);

        assertThat(served()).isNotEqualTo(first);
        assertThat(manager.renew("nobody.example.org")).isFalse();
    }

    @Test
    void anotherKindOfKeyIsAReasonToRenew() {
        want(BLOG);
        WantedCertificate rsa =
                new WantedCertificate(
                        BLOG.identifiers(), KeyType.RSA_2048, Optional.empty(), Optional.empty());
        want(rsa);
        steps(5);

        assertThat(KeyType.RSA_2048.isOf(served().chain().getFirst().getPublicKey())).isTrue();
        assertThat(ca.newOrders).hasSize(2);
    }

    @Test
    void goesToTheNextCaWhenTheFirstErrs() throws IOException {
        try (FakeCa second = new FakeCa(clock)) {
            ca.intercept = _ -> Optional.of(FakeCa.error(500));
            directories = List.of(ca.directory(), second.directory());
            restart();
            want(BLOG);

            assertThat(second.newOrders).hasSize(1);
            assertThat(blog().serving())
                    .isInstanceOfSatisfying(
                            Serving.Certificate.class,
                            serving ->
                                    assertThat(serving.directory())
                                            .isEqualTo(issuer(second.directory()).id()));
        }
    }

    @Test
    void whatASecondCaHasRenewedIsKeptThoughTheOldOneIsValidForLonger() throws IOException {
        try (FakeCa second = new FakeCa(clock)) {
            second.lifetime = Duration.ofDays(6);
            directories = List.of(ca.directory(), second.directory());
            restart();
            want(BLOG);
            ca.intercept = _ -> Optional.of(FakeCa.error(500));
            moveTo(blog().renewAt().orElseThrow());
            steps(2);
            ServerCertificate renewed = served();
            assertThat(renewed.notAfter()).isBefore(clock.instant().plus(Duration.ofDays(7)));

            steps(100);
            restart();
            want(BLOG);

            assertThat(served()).isEqualTo(renewed);
            assertThat(second.newOrders).hasSize(1);
        }
    }

    @Test
    void aLaterCertificateThatHasExpiredGivesWayToOneThatIsStillValid() throws IOException {
        try (FakeCa second = new FakeCa(clock)) {
            second.lifetime = Duration.ofDays(6);
            directories = List.of(ca.directory(), second.directory());
            restart();
            want(BLOG);
            ServerCertificate first = served();
            ca.intercept = _ -> Optional.of(FakeCa.error(500));
            moveTo(blog().renewAt().orElseThrow());
            steps(2);
            second.intercept = _ -> Optional.of(FakeCa.error(500));

            clock.move(Duration.ofDays(7));
            steps(100);

            assertThat(served()).isEqualTo(first);
        }
    }

    @Test
    void neverGoesToTheNextCaAfterAValidationThatFailed() throws IOException {
        try (FakeCa second = new FakeCa(clock)) {
            ca.validates = (_, _) -> false;
            directories = List.of(ca.directory(), second.directory());
            restart();
            want(BLOG);

            assertThat(blog().lastProblem().orElseThrow().kind()).isEqualTo(Kind.VALIDATION);
            assertThat(second.asked).isEmpty();
        }
    }

    @Test
    void oneHostsFailureIsNobodyElses() {
        ca.validates = (name, _) -> !name.startsWith("blog");
        want(BLOG, SHOP);

        assertThat(manager.states().certificates().byName()).containsOnlyKeys("shop.example.org");
    }

    @Test
    void keepsWhatNobodyMentionsForAWhileAndThenArchivesIt() throws Exception {
        ca.lifetime = Duration.ofDays(6);
        want(BLOG, SHOP);
        want(SHOP);
        clock.move(Duration.ofDays(4));
        steps(3);
        assertThat(manager.states().certificates().forName("blog.example.org")).isPresent();
        assertThat(ca.newOrders).hasSize(4);

        clock.move(Duration.ofDays(3));
        steps(3);

        assertThat(manager.states().states())
                .extracting(CertificateState::id)
                .containsExactly("shop.example.org");
        assertThat(base.resolve("acme/" + issuer(ca.directory()).id() + "/archive"))
                .isDirectoryContaining("glob:**blog.example.org-*");
        assertThat(store.note(Note.life("blog.example.org"))).isEmpty();
    }

    @Test
    void aNameThatComesBackIsNotForgotten() {
        want(BLOG, SHOP);
        want(SHOP);
        clock.move(Duration.ofDays(5));
        want(BLOG, SHOP);
        want(SHOP);
        clock.move(Duration.ofDays(5));
        steps(3);

        assertThat(manager.states().certificates().forName("blog.example.org")).isPresent();
    }

    @Test
    void aSecondProcessReadsAndTakesOverWhenTheFirstIsGone() throws IOException {
        CertificateManager second = newManager(newStore());
        second.want(Set.of(BLOG));
        want(BLOG);
        second.step();
        second.step();
        assertThat(second.states().owner()).isFalse();
        assertThat(second.states().certificates()).isEqualTo(manager.states().certificates());
        assertThat(second.states().thumbprint()).isEqualTo(manager.states().thumbprint());
        assertThat(second.renew("blog.example.org")).isFalse();

        manager.close();
        second.step();

        assertThat(second.states().owner()).isTrue();
        second.step();
        assertThat(ca.newOrders).hasSize(1);
    }

    @Test
    void aClockThatJumpsNinetyDaysAheadBurnsNothingAndIsForgotten() {
        want(BLOG);
        ServerCertificate first = served();
        Duration jump = Duration.ofDays(90);
        clock.move(jump);
        ca.clockAhead = jump.negated();
        steps(2);
        assertThat(blog().lastProblem().orElseThrow().kind()).isEqualTo(Kind.CLOCK);
        assertThat(served()).isEqualTo(first);

        clock.move(jump.negated());
        ca.clockAhead = Duration.ZERO;
        steps(3);

        assertThat(ca.newOrders).hasSize(1);
        assertThat(blog().work()).isInstanceOf(Work.Waiting.class);
        clock.move(Duration.ofDays(65));
        steps(2);
        assertThat(served()).isNotEqualTo(first);
    }

    @Test
    void aFullDiskIsAClearProblemAndTheOldCertificateStays() {
        want(BLOG);
        ServerCertificate first = served();
        store.full = true;
        clock.move(Duration.ofDays(65));
        steps(3);
        assertThat(served()).isEqualTo(first);
        assertThat(blog().lastProblem().orElseThrow().message()).contains("No space left");
        assertThat(manager.states().problems())
                .extracting(CertificateProblem::message)
                .anyMatch(message -> message.contains("No space left"));
        assertThat(ca.newOrders).hasSize(1);

        store.full = false;
        retryWhenDue();

        assertThat(served()).isNotEqualTo(first);
    }

    @Test
    void servesFromAStateDirectoryThatCannotBeWritten() throws Exception {
        want(BLOG);
        manager.close();
        // What opening a file for writing comes to on a file system that is read-only.
        Files.delete(base.resolve("acme/lock"));
        Files.createDirectory(base.resolve("acme/lock"));
        restart();
        want(BLOG, SHOP);

        assertThat(served()).isNotNull();
        assertThat(manager.states().owner()).isFalse();
        assertThat(manager.states().problems())
                .extracting(CertificateProblem::message)
                .anyMatch(message -> message.contains("cannot be written"));
        assertThat(ca.newOrders).hasSize(1);
    }

    @Test
    void aRuinedFileIsAProblemAndTheOldCertificateStays() throws Exception {
        want(BLOG);
        ServerCertificate first = served();
        Path pair =
                base.resolve(
                        "acme/"
                                + issuer(ca.directory()).id()
                                + "/certificates/blog.example.org/pair.pem");
        Files.writeString(pair, "ruined");
        steps(31);

        assertThat(served()).isEqualTo(first);
        assertThat(manager.states().problems())
                .extracting(CertificateProblem::message)
                .anyMatch(message -> message.contains(pair.toString()));
    }

    @Test
    void aRuinedFileAtTheStartIsOrderedAnew() throws Exception {
        want(BLOG);
        String folder = "acme/" + issuer(ca.directory()).id() + "/certificates/blog.example.org/";
        Files.writeString(base.resolve(folder + "pair.pem"), "ruined");
        restart();
        want(BLOG);

        assertThat(served().names()).containsExactly("blog.example.org");
        assertThat(ca.newOrders).hasSize(2);
    }

    @Test
    void unreadableNotesAreSetAside() throws Exception {
        want(BLOG);
        store.write(Note.life("blog.example.org"), "{\"failure\":{\"kind\":\"?\"}}");
        restart();
        want(BLOG);

        assertThat(served()).isNotNull();
        assertThat(base.resolve("acme/life/blog.example.org.json.unreadable")).exists();
    }

    @Test
    void anUnreadableAccountKeyIsAProblemAndNoNewAccount() throws Exception {
        want(BLOG);
        store.write(Note.ACCOUNT_KEY, "ruined");
        restart();
        want(BLOG, SHOP);

        assertThat(ca.newAccounts).hasSize(1);
        assertThat(served()).isNotNull();
        assertThat(manager.states().problems())
                .extracting(CertificateProblem::message)
                .anyMatch(message -> message.contains("account's key"));
    }

    @Test
    void tellsOnceThatACertificateIsAboutToExpire() {
        want(BLOG);
        ca.validates = (_, _) -> false;
        clock.move(Duration.ofDays(76));
        steps(5);

        assertThat(events).filteredOn(CertificateEvent.AboutToExpire.class::isInstance).hasSize(1);
    }

    @Test
    void tellsOfEachChangeAndTheFirstTimeAtOnce() {
        List<CertificateStates> seen = new ArrayList<>();
        manager.onChange(seen::add);
        assertThat(seen).containsExactly(CertificateStates.NONE);
        want(BLOG);
        int changes = seen.size();
        steps(5);

        assertThat(seen).hasSize(changes);
        assertThat(seen.getLast()).isEqualTo(manager.states());
    }

    @Test
    void aCertificateOfAnotherCaIsNotServed() throws Exception {
        want(BLOG);
        store.save(new CertificateKey("other-ca", "blog.example.org"), served());
        try (FakeCa second = new FakeCa(clock)) {
            directories = List.of(second.directory());
            restart();
            manager.step();

            assertThat(manager.states().certificates().byName()).isEmpty();
        }
    }

    @Test
    void fiftyHostsAtOnceOnRealThreads() throws Exception {
        manager.close();
        CertificateManager real = new CertificateManager(parts(newStore()));
        started.add(real);
        CountDownLatch done = new CountDownLatch(1);
        real.onChange(states -> {
            if (states.certificates().byName().size() == 50) {
                done.countDown();
            }
        });
        real.start();
        Set<WantedCertificate> hosts = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            hosts.add(WantedCertificate.of("host" + i + ".example.org"));
        }
        real.want(hosts);

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(ca.newOrders).hasSize(50);
        assertThat(ca.newAccounts).hasSize(1);
        assertThat(solver.standing).isEmpty();
    }

    @Test
    void servesWhatIsImportedAtOnceAndOrdersOnlyWhenItIsTime() throws Exception {
        manager.step();
        TestChain blog =
                TestChain.of(
                        TestChain.keyPair("RSA", "4096"),
                        clock.instant(),
                        clock.instant().plus(Duration.ofDays(90)),
                        "blog.example.org");
        Path folder = base.resolve("live/blog");
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("fullchain.pem"), Pem.ofChain(List.of(blog.leaf(), blog.root())));
        Files.writeString(folder.resolve("privkey.pem"), Pem.ofKey(blog.keys().getPrivate()));

        assertThat(manager.imports(base.resolve("live")))
                .singleElement()
                .isInstanceOf(Imported.Taken.class);
        want(BLOG);
        steps(3);

        assertThat(served()).isEqualTo(blog.certificate());
        assertThat(ca.newOrders).isEmpty();

        moveTo(blog().renewAt().orElseThrow());
        steps(3);

        assertThat(ca.newOrders).hasSize(1);
        assertThat(served().notAfter()).isAfter(blog.certificate().notAfter());
    }

    @Test
    void importsNothingWhileAnotherProcessOwnsTheStore() throws Exception {
        manager.step();
        CertificateManager second = newManager(newStore());
        second.step();

        assertThatThrownBy(() -> second.imports(base)).isInstanceOf(ImportFailed.class);
    }

    private String window(Duration from, Duration until) {
        return "{\"suggestedWindow\":{\"start\":\"%s\",\"end\":\"%s\"}}"
                .formatted(clock.instant().plus(from), clock.instant().plus(until));
    }

    private void want(WantedCertificate... wanted) {
        manager.want(Set.of(wanted));
        steps(2);
    }

    private void steps(int count) {
        for (int i = 0; i < count; i++) {
            manager.step();
        }
    }

    private void moveTo(Instant time) {
        clock.move(Duration.between(clock.instant(), time));
    }

    private void retryWhenDue() {
        clock.move(waiting());
        steps(2);
    }

    private Duration waiting() {
        return Duration.between(clock.instant(), ((Work.Waiting) blog().work()).retryAt());
    }

    private CertificateState blog() {
        return manager.states().states().stream()
                .filter(state -> state.id().equals("blog.example.org"))
                .findFirst()
                .orElseThrow();
    }

    private ServerCertificate served() {
        return manager.states().certificates().forName("blog.example.org").orElseThrow();
    }

    private void restart() throws IOException {
        manager.close();
        store = newStore();
        manager = newManager(store);
    }

    private FailingStore newStore() {
        return new FailingStore(new DirectoryStore(base.resolve("acme")));
    }

    private CertificateManager newManager(CertificateStore kept) throws IOException {
        CertificateManager made = new CertificateManager(parts(kept), new DirectExecutor());
        started.add(made);
        return made;
    }

    private static Issuer issuer(URI directory) {
        return Issuer.of(directory, "admin@example.org");
    }

    private Parts parts(CertificateStore kept) throws IOException {
        Accounts accounts = new Accounts(kept, new SecureRandom());
        List<CaClient> clients = new ArrayList<>();
        for (URI directory : directories) {
            clients.add(new CaClient(issuer(directory), means(kept, accounts)));
        }
        return new Parts(
                clients,
                accounts,
                kept,
                events::add,
                clock,
                new Random(7),
                ManagerSettings.DEFAULT);
    }

    private Means means(CertificateStore kept, Accounts accounts) {
        return new Means(
                kept,
                accounts,
                new Solvers(List.of(solver)),
                Preflight.OFF,
                clock,
                new SecureRandom(),
                clock::move,
                OrderSettings.DEFAULT);
    }
}
