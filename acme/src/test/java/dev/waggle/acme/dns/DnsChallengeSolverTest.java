package dev.waggle.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waggle.acme.challenge.ChallengeFailed;
import dev.waggle.acme.challenge.ChallengeTask;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.challenge.Placed;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

class DnsChallengeSolverTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private FakeDns dns;
    private FakeProvider provider;
    private final SettablePacing pacing = new SettablePacing();

    @BeforeEach
    void startServer() throws IOException {
        dns = FakeDns.start().withZone("example.org");
        provider = new FakeProvider().whenAdded(record -> dns.with(txt(record)));
    }

    @AfterEach
    void stopServer() throws IOException {
        dns.close();
    }

    @Test
    void placesTheDigestAtTheChallengeNameAndTakesItAway() throws Exception {
        ChallengeTask task = task("blog.example.org", "token-1");

        Placed placed = solver().place(task);

        assertThat(provider.standing())
                .containsExactly(
                        new TxtRecord(
                                "example.org",
                                "_acme-challenge.blog.example.org",
                                task.dnsDigest()));
        placed.close();
        assertThat(provider.standing()).isEmpty();
    }

    @Test
    void holdsTheValuesOfAHostAndItsWildcardAtOnce() throws Exception {
        DnsChallengeSolver solver = solver();

        Placed host = solver.place(task("blog.example.org", "token-1"));
        Placed wildcard = solver.place(task("blog.example.org", "token-2"));

        assertThat(provider.standing()).hasSize(2);
        host.close();
        assertThat(provider.standing())
                .singleElement()
                .extracting(TxtRecord::value)
                .isEqualTo(task("blog.example.org", "token-2").dnsDigest());
        wildcard.close();
        assertThat(provider.standing()).isEmpty();
    }

    @Test
    void followsTheAliasToAnotherZone() throws Exception {
        dns.withZone("challenges.example.net")
                .with(
                        "_acme-challenge.blog.example.org. 60 IN CNAME blog.step.example.org.",
                        "blog.step.example.org. 60 IN CNAME blog.challenges.example.net.");

        try (Placed _ = solver().place(task("blog.example.org", "token"))) {
            TxtRecord record = provider.standing().getFirst();
            assertThat(record.zone()).isEqualTo("challenges.example.net");
            assertThat(record.name()).isEqualTo("blog.challenges.example.net");
        }
    }

    @Test
    void findsTheNearestZone() throws Exception {
        dns.withZone("sub.example.org");

        try (Placed _ = solver().place(task("blog.sub.example.org", "token"))) {
            assertThat(provider.standing().getFirst().zone()).isEqualTo("sub.example.org");
        }
    }

    @Test
    void aLoopOfAliasesIsRefused() {
        dns.with(
                "_acme-challenge.blog.example.org. 60 IN CNAME one.example.org.",
                "one.example.org. 60 IN CNAME _acme-challenge.blog.example.org.");

        assertThat(refused("blog.example.org")).hasMessageContaining("lead in a circle");
        assertThat(provider.standing()).isEmpty();
    }

    @Test
    void aChainOfAliasesIsBounded() {
        dns.with("_acme-challenge.blog.example.org. 60 IN CNAME a0.example.org.");
        for (int i = 0; i < 20; i++) {
            dns.with("a%d.example.org. 60 IN CNAME a%d.example.org.".formatted(i, i + 1));
        }

        assertThat(refused("blog.example.org")).hasMessageContaining("8 times over");
    }

    @Test
    void anAliasToWhatIsNoHostNameIsRefused() {
        dns.with("_acme-challenge.blog.example.org. 60 IN CNAME x\\;rm\\032-rf.example.org.");

        assertThat(refused("blog.example.org")).hasMessageContaining("is not a host name");
        assertThat(provider.standing()).isEmpty();
    }

    @Test
    void aNameThatGetsTooLongIsRefused() {
        String label = "a".repeat(60);
        String host = String.join(".", label, label, label, label);

        assertThat(refused(host)).hasMessageContaining("is not a host name");
    }

    @Test
    void waitsLongerAndLongerUntilTheServerHasTheRecord() throws Exception {
        provider.whenAdded(_ -> {});
        pacing.inEachPause(() -> {
            if (pacing.pauses().size() == 3) {
                dns.with(txt(provider.standing().getFirst()));
            }
        });

        try (Placed _ = solver().place(task("blog.example.org", "token"))) {
            assertThat(pacing.pauses())
                    .containsExactly(
                            Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
        }
    }

    @Test
    void doesNotLookWhenItIsToldNotTo() throws Exception {
        provider.whenAdded(_ -> {});
        DnsChallengeSolver solver =
                new DnsChallengeSolver(
                        provider, dns.resolvers(), Duration.ZERO, dns.port(), pacing);

        try (Placed _ = solver.place(task("blog.example.org", "token"))) {
            assertThat(pacing.pauses()).isEmpty();
        }
    }

    @Test
    void waitsForTheSecondaryThatLags() throws Exception {
        try (FakeDns secondary = FakeDns.start("127.0.0.2", dns.port()).withZone("example.org")) {
            dns.with(
                    "example.org. 60 IN NS ns2.example.org.", "ns2.example.org. 60 IN A 127.0.0.2");
            pacing.inEachPause(() -> secondary.with(txt(provider.standing().getFirst())));

            try (Placed _ = solver().place(task("blog.example.org", "token"))) {
                assertThat(pacing.pauses()).hasSize(1);
            }
        }
    }

    @Test
    void takesTheRecordAwayAndNamesTheServerWhenItNeverAppears() throws Exception {
        try (FakeDns _ = FakeDns.start("127.0.0.2", dns.port()).withZone("example.org")) {
            dns.with(
                    "example.org. 60 IN NS ns2.example.org.", "ns2.example.org. 60 IN A 127.0.0.2");

            assertThat(refused("blog.example.org"))
                    .hasMessageContaining("60 s after the record was made, a name server is still")
                    .hasMessageContaining("ns2.example.org (127.0.0.2)");
        }
        assertThat(provider.standing()).isEmpty();
        assertThat(pacing.pauses()).allMatch(pause -> pause.compareTo(Duration.ofSeconds(10)) <= 0);
    }

    @Test
    void aServerThatDoesNotAnswerDoesNotHoldTheOrderBack() throws Exception {
        dns.with("example.org. 60 IN NS gone.example.org.", "gone.example.org. 60 IN A 127.0.0.3");

        try (Placed _ = solver().place(task("blog.example.org", "token"))) {
            assertThat(pacing.pauses()).isEmpty();
        }
    }

    @Test
    void readsAnswersThatAreCutOffByTcp() throws Exception {
        dns.truncating();

        try (Placed _ = solver().place(task("blog.example.org", "token"))) {
            assertThat(provider.standing()).hasSize(1);
        }
    }

    @Test
    void asksTheNextResolverWhenOneFails() throws Exception {
        try (FakeDns broken = FakeDns.start()) {
            broken.answering("_acme-challenge.blog.example.org", Rcode.SERVFAIL)
                    .answering("blog.example.org", Rcode.REFUSED)
                    .answering("example.org", Rcode.SERVFAIL)
                    .answering("ns.example.org", Rcode.SERVFAIL);
            Resolvers both = Resolvers.of(java.util.List.of(broken.address(), dns.address()));
            DnsChallengeSolver solver =
                    new DnsChallengeSolver(provider, both, TIMEOUT, dns.port(), pacing);

            try (Placed _ = solver.place(task("blog.example.org", "token"))) {
                assertThat(broken.asked()).isNotEmpty();
            }
        }
    }

    @Test
    void saysWhichResolversFailed() {
        dns.answering("_acme-challenge.blog.example.org", Rcode.SERVFAIL);

        ChallengeFailed failed = refused("blog.example.org");

        assertThat(failed).hasMessageContaining("127.0.0.1 answers SERVFAIL");
        assertThat(failed.fix()).contains("acme.resolvers");
    }

    @Test
    void anAddressIsNotShownByDns() {
        assertThat(solver().canSolve(Identifier.of("192.0.2.1"))).isFalse();
        assertThat(solver().canSolve(Identifier.of("*.example.org"))).isTrue();
    }

    @Test
    void takesTheRecordAwayWhenInterruptedWhileItWaits() {
        provider.whenAdded(_ -> Thread.currentThread().interrupt());

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> solver().place(task("blog.example.org", "token")));
        Thread.interrupted();
        assertThat(provider.standing()).isEmpty();
    }

    private ChallengeFailed refused(String host) {
        return catchThrowableOfType(
                ChallengeFailed.class, () -> solver().place(task(host, "token")));
    }

    private DnsChallengeSolver solver() {
        return new DnsChallengeSolver(provider, dns.resolvers(), TIMEOUT, dns.port(), pacing);
    }

    private static ChallengeTask task(String host, String token) {
        return new ChallengeTask(Identifier.of(host), false, token, "thumbprint");
    }

    private static String txt(TxtRecord record) {
        return "%s. 60 IN TXT \"%s\"".formatted(record.name(), record.value());
    }
}
