package dev.waggle.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.acme.ServerCertificate;
import dev.waggle.acme.challenge.ChallengeTask;
import dev.waggle.acme.challenge.Identifier;
import dev.waggle.acme.challenge.TlsAlpnCertificate;
import dev.waggle.proxy.testing.LeakCheck;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a CA sees that looks for its TLS-ALPN-01 challenge, and what everybody else does. */
@ExtendWith(LeakCheck.class)
class ChallengeContextsTest {
    private static final String HOST = "a.example";

    private final TestCertificates authority = new TestCertificates();
    private final TlsEcho echo =
            new TlsEcho(
                    TlsSettings.DEFAULTS,
                    TestCertificates.serving(authority.certificate(HOST)),
                    OnDemandCertificates.NONE);

    @AfterEach
    void close() {
        echo.close();
    }

    private static ServerCertificate answer(String identifier, String token) {
        ChallengeTask task = new ChallengeTask(Identifier.of(identifier), false, token, "thumb");
        return TlsAlpnCertificate.of(task, Instant.now(), new SecureRandom());
    }

    private String ask(String name, String alpn) throws Exception {
        return OpenSslClient.hello(echo.address(), name, "-alpn", alpn);
    }

    @Test
    void aCaGetsTheAnswerWhileTheChallengeIsOpenAndNoLonger() throws Exception {
        assertThat(ask(HOST, "acme-tls/1")).contains("no application protocol");

        Runnable end = echo.challenges.show(HOST, answer(HOST, "token"));
        assertThat(ask(HOST, "acme-tls/1"))
                .contains("ALPN protocol: acme-tls/1", "CN = ACME challenge")
                .doesNotContain("\nhello");
        assertThat(echo.challengesShown).hasValue(1);
        assertThat(echo.secured).isEmpty();

        end.run();
        end.run();
        assertThat(ask(HOST, "acme-tls/1")).contains("no application protocol");
    }

    @Test
    void everybodyElseGetsTheCertificateAllTheTime() throws Exception {
        Runnable end = echo.challenges.show(HOST, answer(HOST, "token"));
        assertThat(ask(HOST, "h2")).contains("ALPN protocol: h2").doesNotContain("ACME challenge");
        assertThat(ask(HOST, "h2,acme-tls/1"))
                .contains("ALPN protocol: h2")
                .doesNotContain("ACME challenge");
        end.run();
    }

    @Test
    void theAnswerIsForItsNameOnly() throws Exception {
        Runnable end = echo.challenges.show(HOST, answer(HOST, "token"));
        assertThat(ask("b.example", "acme-tls/1")).contains("no application protocol");
        assertThat(ask("x." + HOST, "acme-tls/1")).contains("no application protocol");
        end.run();
    }

    @Test
    void ofTwoForOneNameTheLaterIsShownUntilItEnds() throws Exception {
        ServerCertificate first = answer(HOST, "first");
        ServerCertificate second = answer(HOST, "second");
        Runnable endOfFirst = echo.challenges.show(HOST, first);
        Runnable endOfSecond = echo.challenges.show(HOST, second);
        assertThat(echo.challenges.forName(HOST)).isNotNull();
        assertThat(shown()).isEqualTo(second);
        endOfSecond.run();
        assertThat(shown()).isEqualTo(first);
        endOfFirst.run();
        assertThat(echo.challenges.forName(HOST)).isNull();
    }

    private ServerCertificate shown() {
        ServerContext context = echo.challenges.forName(HOST);
        return java.util.Objects.requireNonNull(context).certificate();
    }

    @Test
    void anAddressIsAskedForByItsNameInTheReverseTree() {
        assertThat(TlsAlpnCertificate.serverName(Identifier.of("192.0.2.1")))
                .isEqualTo("1.2.0.192.in-addr.arpa");
        assertThat(TlsAlpnCertificate.serverName(Identifier.of("2001:db8::1")))
                .isEqualTo(
                        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
        assertThat(answer("192.0.2.1", "token").names()).containsExactly("192.0.2.1");
    }
}
