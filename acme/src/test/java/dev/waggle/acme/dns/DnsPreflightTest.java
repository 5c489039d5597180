package dev.waggle.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.waggle.acme.challenge.ChallengeKind;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.preflight.Finding;
import dev.waggle.acme.preflight.PreflightQuestion;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

class DnsPreflightTest {

    private static final String THUMBPRINT = "our-own-thumbprint";

    private FakeDns dns;
    private FakePage ours;

    @BeforeEach
    void start() throws IOException {
        dns = FakeDns.start().withZone("example.org");
        ours = FakePage.ofAccount("127.0.0.1", 0, THUMBPRINT);
    }

    @AfterEach
    void stop() throws IOException {
        dns.close();
        ours.close();
    }

    @Test
    void aNameThatLeadsToUsIsClear() throws Exception {
        dns.with("blog.example.org. 60 IN A 127.0.0.1");

        assertThat(look("blog.example.org")).isEqualTo(Finding.CLEAR);
    }

    @Test
    void aNameThatIsAnAliasOfOursIsClear() throws Exception {
        dns.with(
                "blog.example.org. 60 IN CNAME edge.example.org.",
                "edge.example.org. 60 IN A 127.0.0.1");

        assertThat(look("blog.example.org")).isEqualTo(Finding.CLEAR);
    }

    @Test
    void aNameThatItsOwnServersDoNotKnowHolds() throws Exception {
        assertHeld(look("blog.example.org"))
                .contains("blog.example.org does not exist in the DNS")
                .contains("NXDOMAIN");
    }

    @Test
    void anAliasThatLeadsNowhereHolds() throws Exception {
        dns.with("blog.example.org. 60 IN CNAME gone.example.org.")
                .answering("gone.example.org", Rcode.NXDOMAIN)
                .answering("blog.example.org", Rcode.NXDOMAIN);

        assertHeld(look("blog.example.org")).contains("does not exist in the DNS");
    }

    @Test
    void aNameThatOnlyTheResolverDoesNotKnowIsAWarning() throws Exception {
        try (FakeDns resolver = FakeDns.start("127.0.0.2", dns.port())) {
            resolver.withAllOf(dns);
            dns.with("blog.example.org. 60 IN A 127.0.0.1");

            Finding finding = preflight(resolver.resolvers()).look(question("blog.example.org"));

            assertWarned(finding).contains("its zone's own servers do not say so");
        }
    }

    @Test
    void aNameWithoutAddressIsAWarning() throws Exception {
        dns.with("blog.example.org. 60 IN TXT x");

        assertWarned(look("blog.example.org")).contains("neither an A nor an AAAA record");
    }

    @Test
    void aResolverThatFailsIsAWarning() throws Exception {
        dns.answering("blog.example.org", Rcode.SERVFAIL);

        assertWarned(look("blog.example.org")).contains("cannot be looked up");
    }

    @Test
    void anotherServerOnPort80Holds() throws Exception {
        dns.with("blog.example.org. 60 IN A 127.0.0.2");
        try (FakePage _ =
                new FakePage(
                        "127.0.0.2",
                        ours.port(),
                        _ -> "HTTP/1.1 404 Not Found\r\nServer: nginx\r\n\r\nnot found")) {
            assertHeld(look("blog.example.org"))
                    .contains("leads to 127.0.0.2")
                    .contains("another HTTP server (status 404, nginx)");
        }
    }

    @Test
    void anotherAcmeClientHolds() throws Exception {
        dns.with("blog.example.org. 60 IN A 127.0.0.2");
        try (FakePage _ = FakePage.ofAccount("127.0.0.2", ours.port(), "other-thumbprint")) {
            Finding finding = look("blog.example.org");

            assertHeld(finding).contains("another ACME client answers, with an account of its own");
            assertThat(((Finding.Hold) finding).fix()).contains("state-dir").contains("dns-01");
        }
    }

    @Test
    void oneOfTwoAddressesThatIsForeignHolds() throws Exception {
        dns.with("blog.example.org. 60 IN A 127.0.0.1", "blog.example.org. 60 IN A 127.0.0.2");
        try (FakePage _ = FakePage.ofAccount("127.0.0.2", ours.port(), "other")) {
            assertHeld(look("blog.example.org")).contains("127.0.0.2");
        }
    }

    @Test
    void aPageThatRepeatsTheTokenIsNotOurs() throws Exception {
        dns.with("blog.example.org. 60 IN A 127.0.0.2");
        try (FakePage _ =
                new FakePage(
                        "127.0.0.2",
                        ours.port(),
                        token -> "HTTP/1.1 200 OK\r\n\r\nNo page /" + token)) {
            assertHeld(look("blog.example.org")).contains("another HTTP server");
        }
    }

    @Test
    void aRedirectIsAWarning() throws Exception {
        dns.with("blog.example.org. 60 IN A 127.0.0.2");
        try (FakePage _ =
                new FakePage(
                        "127.0.0.2",
                        ours.port(),
                        _ -> "HTTP/1.1 301 Moved\r\nLocation: https://x.example/\r\n\r\n")) {
            assertWarned(look("blog.example.org")).contains("a redirect to https://x.example/");
        }
    }

    @Test
    void whatIsNotHttpIsAWarning() throws Exception {
        dns.with("blog.example.org. 60 IN A 127.0.0.2");
        try (FakePage _ = new FakePage("127.0.0.2", ours.port(), _ -> "SSH-2.0-x\r\n")) {
            assertWarned(look("blog.example.org")).contains("something that is not HTTP");
        }
    }

    @Test
    void anAddressThatDoesNotAnswerIsAWarningThatSpeaksOfHairpinNat() throws Exception {
        dns.with("blog.example.org. 60 IN A 127.0.0.9");

        Finding finding = look("blog.example.org");

        assertWarned(finding)
                .contains("port 80 of 127.0.0.9")
                .contains("does not answer from here");
        assertThat(finding)
                .asInstanceOf(type(Finding.Warn.class))
                .extracting(Finding.Warn::fix)
                .asString()
                .contains("hairpin NAT");
    }

    @Test
    void anIpv6AddressThatDoesNotAnswerBesideAnIpv4OneThatDoesIsAWarning() throws Exception {
        dns.with("blog.example.org. 60 IN A 127.0.0.1", "blog.example.org. 60 IN AAAA ::1");

        assertWarned(look("blog.example.org")).contains("CAs ask IPv6 first");
    }

    @Test
    void caaOfTheDomainAboveHoldsAndSaysWhatToAdd() throws Exception {
        dns.with(
                "blog.example.org. 60 IN A 127.0.0.1",
                "example.org. 60 IN CAA 0 issue \"ca.test\"");

        Finding finding = look("blog.example.org");

        assertHeld(finding)
                .isEqualTo("the CAA records of example.org allow ca.test and not this CA");
        assertThat(finding)
                .asInstanceOf(type(Finding.Hold.class))
                .extracting(Finding.Hold::fix)
                .asString()
                .contains("example.org. CAA 0 issue \"letsencrypt.org\"");
    }

    @Test
    void theNearestCaaCounts() throws Exception {
        dns.with(
                "blog.example.org. 60 IN A 127.0.0.1",
                "blog.example.org. 60 IN CAA 0 issue \"letsencrypt.org\"",
                "example.org. 60 IN CAA 0 issue \"ca.test\"");

        assertThat(look("blog.example.org")).isEqualTo(Finding.CLEAR);
    }

    @Test
    void caaThatOnlyTheResolverSeesIsAWarning() throws Exception {
        dns.with("blog.example.org. 60 IN A 127.0.0.1");
        try (FakeDns resolver = FakeDns.start("127.0.0.2", dns.port())) {
            resolver.withAllOf(dns).with("example.org. 60 IN CAA 0 issue \"ca.test\"");

            Finding finding = preflight(resolver.resolvers()).look(question("blog.example.org"));

            assertWarned(finding).contains("says the resolver");
        }
    }

    @Test
    void aWildcardByDnsNeedsNoAddress() throws Exception {
        Finding finding =
                preflight(dns.resolvers()).look(question("*.example.org", ChallengeKind.DNS_01));

        assertThat(finding).isEqualTo(Finding.CLEAR);
    }

    @Test
    void anAddressIsAskedWithoutTheDns() throws Exception {
        assertThat(look("127.0.0.1")).isEqualTo(Finding.CLEAR);
        assertThat(dns.asked()).isEmpty();
    }

    @Test
    void severalWarningsAreToldTogether() throws Exception {
        dns.with("blog.example.org. 60 IN A 127.0.0.9").answering("org", Rcode.SERVFAIL);

        assertWarned(look("blog.example.org"))
                .contains("CAA of org. cannot be looked up")
                .contains("127.0.0.9");
    }

    private static AbstractStringAssert<?> assertHeld(Finding finding) {
        return assertThat(finding)
                .asInstanceOf(type(Finding.Hold.class))
                .extracting(Finding.Hold::reason)
                .asString();
    }

    private static AbstractStringAssert<?> assertWarned(Finding finding) {
        return assertThat(finding)
                .asInstanceOf(type(Finding.Warn.class))
                .extracting(Finding.Warn::reason)
                .asString();
    }

    private Finding look(String host) throws InterruptedException {
        return preflight(dns.resolvers()).look(question(host));
    }

    private DnsPreflight preflight(Resolvers resolvers) {
        return new DnsPreflight(resolvers, new SecureRandom(), dns.port(), ours.port());
    }

    private static PreflightQuestion question(String host) {
        return question(host, ChallengeKind.HTTP_01);
    }

    private static PreflightQuestion question(String host, ChallengeKind kind) {
        return new PreflightQuestion(
                Identifier.of(host),
                kind,
                List.of("letsencrypt.org"),
                URI.create("https://ca.example/acct/1"),
                THUMBPRINT);
    }
}
