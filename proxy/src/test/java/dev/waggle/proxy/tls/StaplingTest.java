package dev.waggle.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.acme.ServerCertificate;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients get that ask for a proof of the certificate's validity, as OpenSSL reads it. */
class StaplingTest {
    private static final byte[] PROOF = "no DER".getBytes(StandardCharsets.US_ASCII);

    private final TestCertificates authority = new TestCertificates();
    private final ServerCertificate one = authority.certificate("a.example");
    private final ServerCertificate other = authority.certificate("b.example");
    private final TlsEcho echo =
            new TlsEcho(
                    TlsSettings.DEFAULTS,
                    TestCertificates.serving(one, other),
                    OnDemandCertificates.NONE);

    @AfterEach
    void close() {
        echo.close();
    }

    @Test
    void theProofGoesWithItsCertificateAndNoOther() throws Exception {
        assertThat(ask("a.example")).contains("OCSP response: no response sent");
        echo.contexts.staple(Map.of(one.fingerprint(), PROOF));
        // OpenSSL got bytes, and says that they are no response.
        assertThat(ask("a.example")).contains("OCSP response: response parse error");
        assertThat(ask("a.example", "-tls1_2")).contains("OCSP response: response parse error");
        assertThat(ask("b.example")).contains("OCSP response: no response sent");
    }

    @Test
    void aRenewedCertificateDoesNotGetTheProofOfTheOldOne() throws Exception {
        echo.contexts.staple(Map.of(one.fingerprint(), PROOF));
        ServerCertificate renewed = authority.certificate("a.example");
        echo.contexts.publish(TestCertificates.serving(renewed, other));
        assertThat(ask("a.example")).contains("OCSP response: no response sent");
        echo.contexts.staple(Map.of(renewed.fingerprint(), PROOF));
        assertThat(ask("a.example")).contains("OCSP response: response parse error");
    }

    @Test
    void aProofThatIsTakenBackIsNotShownAnyMore() throws Exception {
        echo.contexts.staple(Map.of(one.fingerprint(), PROOF));
        echo.contexts.staple(Map.of());
        assertThat(ask("a.example")).contains("OCSP response: no response sent");
    }

    private String ask(String name, String... options) throws Exception {
        String[] all = java.util.Arrays.copyOf(options, options.length + 1);
        all[options.length] = "-status";
        return OpenSslClient.hello(echo.address(), name, all);
    }
}
