package dev.waggle.acme.order;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.TestAuthority;
import dev.waggle.acme.TestChain;
import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.ChallengeTask;
import dev.waggle.acme.life.KeyType;
import dev.waggle.acme.life.OrderProblem.Kind;
import dev.waggle.acme.life.WantedCertificate;
import dev.waggle.acme.order.CaClient.Means;
import dev.waggle.acme.order.OrderSettings.PreflightMode;
import dev.waggle.acme.order.RawHttp.Answer;
import dev.waggle.acme.preflight.Finding;
import dev.waggle.acme.preflight.Preflight;
import dev.waggle.acme.store.CertificateKey;
import dev.waggle.acme.store.DirectoryStore;
import dev.waggle.acme.store.Note;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaClientTest {

    private static final WantedCertificate BLOG = WantedCertificate.of("blog.example.org");

    @TempDir Path base;
    private final TestClock clock = new TestClock();
    private final TestSolver http = new TestSolver(ChallengeKind.HTTP_01);
    private final TestSolver dns = new TestSolver(ChallengeKind.DNS_01);
    private final List<String> warnings = new ArrayList<>();
    private Preflight preflight = Preflight.OFF;
    private Duration answerTime = Duration.ofSeconds(20);
    private PreflightMode preflightMode = PreflightMode.HOLD;
    private DirectoryStore store;
    private FakeCa ca;
    private Issuer issuer;

    @BeforeEach
    void startACa() throws IOException {
        store = new DirectoryStore(base.resolve("acme"));
        ca = new FakeCa(clock);
        issuer = Issuer.of(ca.directory(), "admin@example.org");
    }

    @AfterEach
    void stopIt() throws IOException {
        ca.close();
    }

    @Test
    void ordersACertificateAndKeepsIt() throws Exception {
        ServerCertificate certificate = obtain(BLOG);

        assertThat(certificate.names()).containsExactly("blog.example.org");
        assertThat(KeyType.ECDSA_P256.isOf(certificate.chain().getFirst().getPublicKey())).isTrue();
        assertThat(store.read().certificates())
                .containsEntry(new CertificateKey(issuer.id(), "blog.example.org"), certificate);
    }

    @Test
    void showsControlWithTheThumbprintOfTheKeyThatIsKept() throws Exception {
        obtain(BLOG);

        ChallengeTask task = http.placed.getFirst();
        assertThat(task.identifier()).hasToString("blog.example.org");
        assertThat(task.token()).isEqualTo(FakeCa.token("1", "blog.example.org"));
        assertThat(accounts().thumbprint()).contains(task.thumbprint());
        assertThat(http.standing).isEmpty();
    }

    @Test
    void makesTheAccountOnce() throws Exception {
        obtain(BLOG);
        obtain(WantedCertificate.of("shop.example.org"));

        assertThat(ca.newAccounts).hasSize(1);
        assertThat(ca.newAccounts.getFirst().toString())
                .contains("\"termsOfServiceAgreed\":true", "mailto:admin@example.org");
    }

    @Test
    void makesTheAccountAnewAtACaThatHasForgottenIt() throws Exception {
        obtain(BLOG);
        ca.restart();

        ServerCertificate certificate = obtain(WantedCertificate.of("shop.example.org"));

        assertThat(certificate.names()).containsExactly("shop.example.org");
        assertThat(ca.newAccounts).hasSize(2);
    }

    @Test
    void tellsTheCaAnotherEmailAddress() throws Exception {
        obtain(BLOG);
        issuer = Issuer.of(ca.directory(), "other@example.org");

        obtain(WantedCertificate.of("shop.example.org"));
        obtain(WantedCertificate.of("wiki.example.org"));

        assertThat(ca.contactsChanged).isEqualTo(1);
    }

    @Test
    void bindsAnExternalAccount() throws Exception {
        String key = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
        ExternalAccount outside = new ExternalAccount("key-7", key);
        issuer =
                new Issuer(
                        ca.directory(),
                        List.of(),
                        Optional.of(outside),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        obtain(BLOG);

        String binding =
                ca.newAccounts.getFirst().path("externalAccountBinding").path("protected").asText();
        assertThat(new String(Base64.getUrlDecoder().decode(binding), US_ASCII))
                .contains("\"key-7\"");
        assertThat(outside.toString()).doesNotContain(key);
    }

    @Test
    void ordersSeveralNamesAWildcardAndAddressesInOne() throws Exception {
        ServerCertificate certificate =
                obtain(
                        WantedCertificate.of(
                                "example.org", "*.example.org", "192.0.2.1", "2001:db8::1"));

        assertThat(certificate.names())
                .containsExactlyInAnyOrder(
                        "example.org", "*.example.org", "192.0.2.1", "2001:db8:0:0:0:0:0:1");
        assertThat(ca.newOrders.getFirst().toString()).contains("\"2001:db8::1\"");
        assertThat(dns.placed).singleElement().matches(ChallengeTask::wildcard);
        assertThat(http.placed).hasSize(3);
    }

    @Test
    void makesRsaKeysOnDemand() throws Exception {
        WantedCertificate wanted =
                new WantedCertificate(
                        BLOG.identifiers(), KeyType.RSA_2048, Optional.empty(), Optional.empty());

        assertThat(obtain(wanted).chain().getFirst().getPublicKey())
                .isInstanceOf(RSAPublicKey.class);
    }

    @Test
    void usesAFreshKeyForEachOrder() throws Exception {
        ServerCertificate first = obtain(BLOG);

        assertThat(obtain(BLOG).privateKey()).isNotEqualTo(first.privateKey());
    }

    @Test
    void asksForTheProfile() throws Exception {
        ca.meta = "{\"profiles\":{\"shortlived\":\"six days\"}}";
        WantedCertificate wanted =
                new WantedCertificate(
                        BLOG.identifiers(),
                        KeyType.ECDSA_P256,
                        Optional.empty(),
                        Optional.of("shortlived"));

        obtain(wanted);

        assertThat(ca.newOrders.getFirst().path("profile").asText()).isEqualTo("shortlived");
    }

    @Test
    void saysThatTheCaHasNoSuchProfile() {
        WantedCertificate wanted =
                new WantedCertificate(
                        BLOG.identifiers(),
                        KeyType.ECDSA_P256,
                        Optional.empty(),
                        Optional.of("shortlived"));

        assertThat(failure(wanted).problem().kind()).isEqualTo(Kind.REJECTED);
        assertThat(ca.newOrders).isEmpty();
    }

    @Test
    void takesTheChainThatIsPreferred() throws Exception {
        issuer =
                new Issuer(
                        ca.directory(),
                        List.of("admin@example.org"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("Fake Root intermediate"),
                        Optional.empty());

        assertThat(obtain(BLOG).chain()).hasSize(1);
    }

    @Test
    void keepsTheCasFirstChainWhenThePreferredIsNotThere() throws Exception {
        issuer =
                new Issuer(
                        ca.directory(),
                        List.of("admin@example.org"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("Some Other Root"),
                        Optional.empty());

        assertThat(obtain(BLOG).chain()).hasSize(2);
    }

    @Test
    void triesAnotherKindOfChallengeInANewOrder() throws Exception {
        ca.validates = (_, kind) -> kind == ChallengeKind.DNS_01;

        obtain(BLOG);

        assertThat(http.placed).hasSize(1);
        assertThat(dns.placed).hasSize(1);
        assertThat(ca.newOrders).hasSize(2);
        assertThat(http.standing).isEmpty();
    }

    @Test
    void saysWhyAValidationFailed() {
        ca.validates = (_, _) -> false;

        OrderFailed failed = failure(BLOG);

        assertThat(failed.problem().kind()).isEqualTo(Kind.VALIDATION);
        assertThat(failed.problem().message())
                .contains("blog.example.org was not validated by dns-01", "404");
        assertThat(failed.mayGoElsewhere()).isFalse();
        assertThat(http.standing).isEmpty();
        assertThat(dns.standing).isEmpty();
    }

    @Test
    void theLedgerHoldsBeforeTheCaDoes() {
        ca.validates = (_, _) -> false;
        int attempts = 0;
        while (failure(BLOG).problem().kind() == Kind.VALIDATION) {
            attempts++;
        }
        int orders = ca.newOrders.size();

        OrderFailed failed = failure(BLOG);

        assertThat(failed.problem().kind()).isEqualTo(Kind.LEDGER);
        assertThat(failed.retryAfter()).contains(Duration.ofMinutes(3));
        assertThat(ca.newOrders).hasSize(orders);
        assertThat(attempts).isEqualTo(10);
    }

    @Test
    void theLedgerSurvivesARestart() throws Exception {
        ca.validates = (_, _) -> false;
        while (failure(BLOG).problem().kind() == Kind.VALIDATION) {
            // Each failure is a client of its own: a process that was started anew.
            assertThat(store.note(Note.ledger(issuer.id()))).isPresent();
        }

        assertThat(failure(BLOG).problem().kind()).isEqualTo(Kind.LEDGER);
    }

    @Test
    void beginsAnUnreadableLedgerAnew() throws Exception {
        store.write(Note.ledger(issuer.id()), "{{{");

        obtain(BLOG);

        assertThat(base.resolve("acme/" + issuer.id() + "/ledger.json.unreadable")).exists();
    }

    @Test
    void refusesToMakeANewAccountInPlaceOfAnUnreadableKey() throws Exception {
        store.write(Note.ACCOUNT_KEY, "no key");

        OrderFailed failed = failure(BLOG);

        assertThat(failed.problem().kind()).isEqualTo(Kind.STORE);
        assertThat(failed.problem().message()).contains("account's key");
        assertThat(ca.newAccounts).isEmpty();
    }

    @Test
    void goesOnWithAnOrderAfterAKill() throws Exception {
        // The process dies when the CA has signed and before the certificate has come.
        ca.intercept = dropped("GET-AS-POST /certificate");
        assertThat(failure(BLOG).problem().kind()).isEqualTo(Kind.CA_ERROR);
        ca.intercept = _ -> Optional.empty();

        ServerCertificate certificate = obtain(BLOG);

        assertThat(certificate.names()).containsExactly("blog.example.org");
        assertThat(ca.newOrders).hasSize(1);
        assertThat(store.note(Note.order("blog.example.org"))).isEmpty();
        assertThat(store.note(Note.orderKey("blog.example.org"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"authz", "challenge", "finalize", "order", "certificate"})
    void placesNoSecondOrderWhereverItWasStopped(String where) throws Exception {
        ca.intercept = dropped(where);
        failure(BLOG);
        ca.intercept = _ -> Optional.empty();

        obtain(BLOG);

        assertThat(ca.newOrders).hasSize(1);
    }

    @Test
    void placesANewOrderWhenTheCaHasLostTheOldOne() throws Exception {
        ca.intercept = dropped("finalize");
        failure(BLOG);
        ca.intercept =
                request ->
                        request.path().equals("/order/1")
                                ? Optional.of(Answer.problem(404, "malformed", "gone"))
                                : Optional.empty();

        obtain(BLOG);

        assertThat(ca.newOrders).hasSize(2);
    }

    @Test
    void anotherNonceIsTakenWhenOneIsRefused() throws Exception {
        ca.rejectNonces(4);

        assertThat(obtain(BLOG).names()).containsExactly("blog.example.org");
    }

    @Test
    void givesUpWhenNoNonceIsGoodEnough() {
        ca.rejectNonces(1_000);

        assertThat(failure(BLOG).problem().kind()).isEqualTo(Kind.CA_ERROR);
        assertThat(ca.asked.size()).isLessThan(40);
    }

    @Test
    void saysThatTheCaCannotBeReached() throws Exception {
        ca.close();

        OrderFailed failed = failure(BLOG);

        assertThat(failed.problem().kind()).isEqualTo(Kind.TRANSPORT);
        assertThat(failed.mayGoElsewhere()).isTrue();
    }

    @Test
    void doesNotWaitForACaThatNeverEndsItsAnswer() {
        answerTime = Duration.ofMillis(300);
        ca.intercept = _ -> Optional.of(Answer.of(200, "application/json", "{").neverEnding());

        OrderFailed failed = failure(BLOG);

        assertThat(failed.problem().kind()).isEqualTo(Kind.TRANSPORT);
        assertThat(failed.problem().message()).contains("no whole answer");
    }

    @Test
    void readsNoMoreThanABoundedAnswer() {
        String long600k = "{\"a\":\"" + "x".repeat(600_000) + "\"}";
        ca.intercept = _ -> Optional.of(Answer.of(200, "application/json", long600k));

        assertThat(failure(BLOG).problem().kind()).isEqualTo(Kind.TRANSPORT);
    }

    @Test
    void honoursRetryAfterOfAnErringCa() {
        ca.intercept =
                _ ->
                        Optional.of(
                                Answer.of(503, "text/html", "<p>down</p>")
                                        .with("Retry-After", "120"));

        OrderFailed failed = failure(BLOG);

        assertThat(failed.problem().kind()).isEqualTo(Kind.CA_ERROR);
        assertThat(failed.problem().message()).contains("HTTP 503");
        assertThat(failed.retryAfter()).contains(Duration.ofMinutes(2));
    }

    @Test
    void readsADateOfRetryAfterByTheCasClock() {
        ca.clockAhead = Duration.ofMinutes(30);
        ca.intercept =
                request ->
                        request.path().equals("/neworder")
                                ? Optional.of(
                                        Answer.problem(429, "rateLimited", "too many orders")
                                                .with(
                                                        "Retry-After",
                                                        "Mon, 01 Jun 2026 02:30:00 GMT"))
                                : Optional.empty();

        OrderFailed failed = failure(BLOG);

        assertThat(failed.problem().kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failed.problem().message()).contains("too many orders");
        assertThat(failed.retryAfter()).contains(Duration.ofHours(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "-5", "99999999999999999999", "", "Mon, 99 Jun"})
    void garbageInRetryAfterHurtsNobody(String value) throws Exception {
        AtomicInteger looks = new AtomicInteger();
        ca.intercept =
                request ->
                        request.path().startsWith("/order") && looks.incrementAndGet() == 1
                                ? Optional.of(
                                        Answer.of(
                                                        200,
                                                        "application/json",
                                                        "{\"status\":\"pending\",\"authorizations\":[]}")
                                                .with("Retry-After", value))
                                : Optional.empty();

        assertThat(failure(BLOG).problem().kind()).isNotNull();
        assertThat(obtain(BLOG)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"text\"",
                "{\"newNonce\":7}",
                "{\"newNonce\":\"ftp://x/\",\"newAccount\":\"file:///etc/passwd\"}",
                "{\"newNonce\":{},\"newAccount\":[],\"newOrder\":null}",
                "<html>not found</html>"
            })
    void malformedDirectoriesAreAClearProblem(String text) {
        ca.intercept =
                request ->
                        request.path().equals("/directory")
                                ? Optional.of(Answer.of(200, "application/json", text))
                                : Optional.empty();

        assertThat(failure(BLOG).problem().kind()).isIn(Kind.MALFORMED, Kind.REJECTED);
    }

    @Test
    void deepNestingIsAClearProblem() {
        String deep = "[".repeat(100_000);
        ca.intercept = _ -> Optional.of(Answer.of(200, "application/json", "{\"meta\":" + deep));

        assertThat(failure(BLOG).problem().kind()).isEqualTo(Kind.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"neworder", "authz", "challenge", "finalize", "order", "certificate"})
    void malformedAnswersAreAClearProblemEverywhere(String where) {
        ca.intercept =
                request ->
                        request.path().startsWith("/" + where)
                                ? Optional.of(
                                        Answer.of(200, "application/json", "{\"status\":[1]}")
                                                .with("Location", "http://127.0.0.1:1/x"))
                                : Optional.empty();

        OrderFailed failed = failure(BLOG);

        assertThat(failed.problem().kind())
                .isIn(Kind.MALFORMED, Kind.CA_ERROR, Kind.REJECTED, Kind.TRANSPORT);
        assertThat(http.standing).isEmpty();
    }

    @Test
    void ordersNothingWhileTheClockIsNinetyDaysOff() {
        ca.clockAhead = Duration.ofDays(-90);

        OrderFailed failed = failure(BLOG);

        assertThat(failed.problem().kind()).isEqualTo(Kind.CLOCK);
        assertThat(failed.problem().message()).contains("90 days ahead of the CA's");
        assertThat(ca.newOrders).isEmpty();
    }

    @Test
    void refusesACertificateForOtherNames() {
        ca.signer = (key, _) -> ca.honest(key, List.of("evil.example.org"));

        assertWrong("is for evil.example.org and not for blog.example.org");
    }

    @Test
    void refusesACertificateForAnotherKey() {
        ca.signer =
                (_, names) -> ca.honest(TestChain.keyPair("EC", "secp256r1").getPublic(), names);

        assertWrong("does not belong to the certificate");
    }

    @Test
    void refusesAChainOutOfOrder() {
        ca.signer =
                (key, names) ->
                        List.of(
                                ca.honest(key, names).getFirst(),
                                new TestAuthority("Other", clock.instant())
                                        .sign(key, clock.instant(), clock.instant(), names)
                                        .getLast());

        assertWrong("is not signed by the one after it");
    }

    @Test
    void refusesAnExpiredCertificate() {
        ca.lifetime = Duration.ofSeconds(-10);

        assertWrong("expired");
    }

    @Test
    void saysWhyAnOrderIsInvalid() {
        ca.intercept =
                request ->
                        request.path().startsWith("/order")
                                ? Optional.of(
                                        Answer.of(
                                                200,
                                                "application/json",
                                                "{\"status\":\"invalid\",\"authorizations\":[],"
                                                        + "\"error\":{\"type\":\"x:y\",\"detail\":\"no CAA\"}}"))
                                : Optional.empty();

        OrderFailed failed = failure(BLOG);

        assertThat(failed.problem().kind()).isEqualTo(Kind.REJECTED);
        assertThat(failed.problem().message()).contains("INVALID", "no CAA");
    }

    @Test
    void answersNoChallengeForNamesThatWereNotOrdered() {
        ca.intercept =
                request ->
                        request.path().startsWith("/authz")
                                ? Optional.of(
                                        Answer.of(
                                                200,
                                                "application/json",
                                                "{\"status\":\"pending\",\"challenges\":[],\"identifier\":"
                                                        + "{\"type\":\"dns\",\"value\":\"other.example.net\"}}"))
                                : Optional.empty();

        OrderFailed failed = failure(BLOG);

        assertThat(failed.problem().message()).contains("other.example.net");
        assertThat(http.placed).isEmpty();
    }

    @Test
    void followsNoUrlToAnotherProtocol() {
        ca.intercept =
                request ->
                        request.path().startsWith("/order")
                                ? Optional.of(
                                        Answer.of(
                                                200,
                                                "application/json",
                                                "{\"status\":\"pending\",\"authorizations\":[\"file:///etc/passwd\"]}"))
                                : Optional.empty();

        assertThat(failure(BLOG).problem().kind()).isEqualTo(Kind.MALFORMED);
    }

    @Test
    void saysWhichChallengesAreMissing() {
        ca.offers = List.of(ChallengeKind.TLS_ALPN_01);

        OrderFailed failed = failure(BLOG);

        assertThat(failed.problem().kind()).isEqualTo(Kind.CHALLENGE);
        assertThat(failed.problem().message()).contains("tls-alpn-01", "http-01, dns-01");
    }

    @Test
    void whatTheLookAheadIsSureOfHoldsTheAttempt() {
        preflight = _ -> new Finding.Hold("the name does not exist", "make it");

        OrderFailed failed = failure(BLOG);

        assertThat(failed.problem().kind()).isEqualTo(Kind.PREFLIGHT);
        assertThat(failed.problem().message()).contains("the name does not exist");
        assertThat(ca.newOrders).isEmpty();
    }

    @Test
    void whatTheLookAheadOnlyFearsIsAWarning() throws Exception {
        preflight = _ -> new Finding.Warn("nobody answers on port 80", "look");

        obtain(BLOG);

        assertThat(warnings).singleElement().asString().contains("nobody answers on port 80");
    }

    @Test
    void theLookAheadMayBeToldToWarnOnly() throws Exception {
        preflight = _ -> new Finding.Hold("the name does not exist", "make it");
        preflightMode = PreflightMode.WARN;

        obtain(BLOG);

        assertThat(warnings).hasSize(1);
    }

    @Test
    void spendsNothingWhenTheStateCannotBeWritten() throws Exception {
        Path file = Files.writeString(base.resolve("file"), "");
        store = new DirectoryStore(file.resolve("acme"));

        OrderFailed failed = failure(BLOG);

        assertThat(failed.problem().kind()).isEqualTo(Kind.STORE);
        assertThat(failed.problem().message()).contains(file.toString());
        assertThat(ca.newOrders).isEmpty();
    }

    @Test
    void namesTheCertificateThatIsReplaced() throws Exception {
        ca.renewalInfo = window("2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z");
        ServerCertificate first = obtain(BLOG);

        try (CaClient client = client()) {
            client.obtain(new Attempt(BLOG, Optional.of(first), true), warnings::add);
        }

        assertThat(ca.newOrders.getLast().path("replaces").asText()).contains(".");
        assertThat(store.note(Note.ledger(issuer.id())).orElseThrow()).contains("ORDERS");
    }

    @Test
    void renewsWithoutSayingSoWhenTheCaWillNotHaveItReplaced() throws Exception {
        ca.renewalInfo = window("2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z");
        ServerCertificate first = obtain(BLOG);
        AtomicInteger orders = new AtomicInteger();
        ca.intercept =
                request ->
                        request.path().equals("/neworder") && orders.incrementAndGet() == 1
                                ? Optional.of(Answer.problem(409, "alreadyReplaced", "has been"))
                                : Optional.empty();

        try (CaClient client = client()) {
            client.obtain(new Attempt(BLOG, Optional.of(first), true), warnings::add);
        }

        assertThat(ca.newOrders.getLast().has("replaces")).isFalse();
    }

    @Test
    void asksWhenToRenew() throws Exception {
        ca.renewalInfo = window("2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z");
        ServerCertificate certificate = obtain(BLOG);

        try (CaClient client = client()) {
            RenewalWindow window = client.renewalWindow(certificate).orElseThrow();
            assertThat(window.start()).isEqualTo("2026-07-01T00:00:00Z");
            assertThat(window.end()).isEqualTo("2026-07-02T00:00:00Z");
            assertThat(window.askAgain()).contains(Duration.ofHours(6));
        }
    }

    @Test
    void aCaWithoutRenewalInformationSaysNothing() throws Exception {
        ServerCertificate certificate = obtain(BLOG);

        try (CaClient client = client()) {
            assertThat(client.renewalWindow(certificate)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown",
                "{}",
                "{\"suggestedWindow\":7}",
                "{\"suggestedWindow\":{\"start\":\"soon\",\"end\":\"later\"}}",
                "{\"suggestedWindow\":{\"start\":\"2026-07-02T00:00:00Z\",\"end\":\"2026-07-01T00:00:00Z\"}}"
            })
    void garbageInRenewalInformationIsAFailure(String text) throws Exception {
        ServerCertificate certificate = obtain(BLOG);
        ca.renewalInfo = text;

        try (CaClient client = client()) {
            assertThatThrownBy(() -> client.renewalWindow(certificate))
                    .isInstanceOf(OrderFailed.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://ca.example/dir", "ftp://localhost/", "ca.example", "https:///x"})
    void onlyHttpsDirectoriesAreAsked(String url) {
        assertThatThrownBy(() -> Issuer.of(URI.create(url), "a@example.org"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static String window(String start, String end) {
        return "{\"suggestedWindow\":{\"start\":\"%s\",\"end\":\"%s\"}}".formatted(start, end);
    }

    private static Function<RawHttp.Request, Optional<Answer>> dropped(String where) {
        String path = "/" + where.substring(where.lastIndexOf('/') + 1);
        return request ->
                request.path().startsWith(path)
                        ? Optional.of(Answer.of(500, "text/plain", "lost"))
                        : Optional.empty();
    }

    private void assertWrong(String words) {
        OrderFailed failed = failure(BLOG);
        assertThat(failed.problem().kind()).isEqualTo(Kind.WRONG_CERTIFICATE);
        assertThat(failed.problem().message()).contains(words);
        assertThat(base.resolve("acme/" + issuer.id() + "/certificates")).doesNotExist();
    }

    private ServerCertificate obtain(WantedCertificate wanted) throws Exception {
        try (CaClient client = client()) {
            return client.obtain(new Attempt(wanted, Optional.empty(), false), warnings::add);
        }
    }

    private OrderFailed failure(WantedCertificate wanted) {
        return catchThrowableOfType(OrderFailed.class, () -> obtain(wanted));
    }

    private Accounts accounts() {
        return new Accounts(store, new SecureRandom());
    }

    private CaClient client() throws IOException {
        return new CaClient(
                issuer,
                new Means(
                        store,
                        accounts(),
                        new Solvers(List.of(http, dns)),
                        preflight,
                        clock,
                        new SecureRandom(),
                        clock::move,
                        new OrderSettings(
                                answerTime,
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(1),
                                preflightMode)));
    }
}
