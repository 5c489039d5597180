package dev.waggle.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waggle.acme.Certificates;
import dev.waggle.acme.ServerCertificate;
import dev.waggle.proxy.testing.LeakCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
@ParameterizedClass
@EnumSource(TlsProvider.class)
class TlsTerminationTest {

    private static final String CBC = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256";
    private static final String GCM = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";

    private final TestCertificates authority = new TestCertificates();
    private final TlsClient client = new TlsClient(authority);
    private final ServerCertificate blog = authority.certificate("blog.example.org");
    private final ServerCertificate wildcard =
            authority.certificate("*.example.net", "example.net");
    private final TlsSettings settings;
    private final TlsEcho server;

    TlsTerminationTest(TlsProvider provider) {
        settings = Settings.with(provider);
        server =
                new TlsEcho(
                        settings,
                        TestCertificates.serving(blog, wildcard),
                        OnDemandCertificates.NONE);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void showsTheCertificateOfTheNameThatIsAskedFor() throws Exception {
        assertThat(shownFor("blog.example.org")).isEqualTo(blog.chain().getFirst());
        assertThat(shownFor("a.example.net")).isEqualTo(wildcard.chain().getFirst());
        assertThat(shownFor("EXAMPLE.net")).isEqualTo(wildcard.chain().getFirst());
    }

    @Test
    void refusesAnUnknownName() throws Exception {
        assertThatThrownBy(() -> client.connect(server, "shop.example.org"))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("unrecognized_name");
        assertThatThrownBy(() -> client.connect(server, "a.b.example.net"))
                .hasMessageContaining("unrecognized_name");
        assertThat(server.failures.take()).isEqualTo(HandshakeFailure.UNKNOWN_NAME);
    }

    @Test
    void refusesAClientWithoutAName() throws Exception {
        assertThatThrownBy(() -> client.connectWithoutName(server))
                .hasMessageContaining("unrecognized_name");
        assertThat(server.failures.take()).isEqualTo(HandshakeFailure.NO_NAME);
    }

    @Test
    void showsTheDefaultCertificateWhereOneIsConfigured() throws Exception {
        try (TlsEcho withDefault =
                        new TlsEcho(
                                Settings.withDefault(settings, "blog.example.org"),
                                TestCertificates.serving(blog, wildcard),
                                OnDemandCertificates.NONE);
                SSLSocket socket = client.connectWithoutName(withDefault)) {
            assertThat(TlsClient.shown(socket)).isEqualTo(blog.chain().getFirst());
            assertThat(withDefault.secured.take().serverName()).isEmpty();
        }
    }

    @Test
    void knowsTheFactsOfAConnection() throws Exception {
        try (SSLSocket socket = client.connect(server, "a.example.net", "h2", "http/1.1")) {
            TlsFacts facts = server.secured.take();

            assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
            assertThat(facts.alpn()).isEqualTo(Alpn.HTTP_2);
            assertThat(facts.protocol()).isEqualTo("TLSv1.3");
            assertThat(facts.cipher())
                    .startsWith("TLS_")
                    .isEqualTo(socket.getSession().getCipherSuite());
            assertThat(facts.serverName()).isEqualTo("a.example.net");
            assertThat(covers(facts, "b.example.net")).isTrue();
            assertThat(covers(facts, "blog.example.org")).isFalse();
        }
    }

    @Test
    void speaksHttp1WithoutNegotiationAndWhenOnlyThatIsOffered() throws Exception {
        try (SSLSocket silent = client.connect(server, "blog.example.org");
                SSLSocket old = client.connect(server, "blog.example.org", "http/1.1", "x")) {
            assertThat(server.secured.take().alpn()).isEqualTo(Alpn.HTTP_1_1);
            assertThat(server.secured.take().alpn()).isEqualTo(Alpn.HTTP_1_1);
            assertThat(silent.getApplicationProtocol()).isEmpty();
            assertThat(old.getApplicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @Test
    void speaksHttp1WithAClientThatOffersNothingButHttp10() throws Exception {
        try (SSLSocket socket = client.connect(server, "blog.example.org", "http/1.0")) {
            assertThat(server.secured.take().alpn()).isEqualTo(Alpn.HTTP_1_1);
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.0");
        }
    }

    @Test
    void refusesAClientThatSpeaksNoneOfOurProtocols() throws Exception {
        assertThatThrownBy(() -> client.connect(server, "blog.example.org", "spdy/3", "imap"))
                .hasMessageContaining("no_application_protocol");
        assertThat(server.failures.take()).isEqualTo(HandshakeFailure.NO_COMMON_PROTOCOL);
    }

    @Test
    void speaksTls12WithAnAeadCipher() throws Exception {
        try (SSLSocket socket =
                client.connectWith(server, "blog.example.org", "TLSv1.2", CBC, GCM)) {
            assertThat(socket.getSession().getCipherSuite()).isEqualTo(GCM);
            assertThat(server.secured.take().protocol()).isEqualTo("TLSv1.2");
            assertThat(TlsClient.echo(socket, "hello")).isEqualTo("hello");
        }
    }

    @Test
    void refusesCbcCiphers() throws Exception {
        assertThatThrownBy(() -> client.connectWith(server, "blog.example.org", "TLSv1.2", CBC))
                .isInstanceOf(IOException.class);
        assertThat(server.failures.take()).isEqualTo(HandshakeFailure.REFUSED);
    }

    @Test
    void choosesOurFavouriteCipherAndNotTheClients() throws Exception {
        String theirs = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
        try (SSLSocket socket =
                client.connectWith(server, "blog.example.org", "TLSv1.2", theirs, GCM)) {
            assertThat(socket.getSession().getCipherSuite()).isEqualTo(GCM);
        }
    }

    @Test
    void refusesToRenegotiate() throws Exception {
        assertThat(OpenSslClient.hello(server.address(), "blog.example.org", "-tls1_2"))
                .contains("\nhello\n")
                .contains("Compression: NONE");
        assertThat(OpenSslClient.renegotiate(server.address(), "blog.example.org", "-tls1_2"))
                .containsPattern("RENEGOTIATING(?s:.*)(no renegotiation|handshake failure)");
    }

    @Test
    void swapsACertificateWithoutTouchingLiveConnections() throws Exception {
        ServerCertificate renewed = authority.certificate("blog.example.org");
        try (SSLSocket before = client.connect(server, "blog.example.org")) {
            server.contexts.publish(TestCertificates.serving(renewed));

            assertThat(TlsClient.echo(before, "still here")).isEqualTo("still here");
            assertThat(new TlsClient(authority).connect(server, "blog.example.org"))
                    .satisfies(after -> {
                        assertThat(TlsClient.shown(after)).isEqualTo(renewed.chain().getFirst());
                        after.close();
                    });
            assertThat(TlsClient.echo(before, "and now")).isEqualTo("and now");
        }
    }

    @Test
    void stopsShowingACertificateThatIsNotPublishedAnyMore() throws Exception {
        server.contexts.publish(Certificates.NONE);

        assertThatThrownBy(() -> client.connect(server, "blog.example.org"))
                .hasMessageContaining("unrecognized_name");
    }

    @Test
    void servesRsaCertificates() throws Exception {
        ServerCertificate rsa = authority.certificateWith("RSA", "rsa.example.org");
        assertThat(server.contexts.publish(TestCertificates.serving(rsa))).isEmpty();

        assertThat(shownFor("rsa.example.org")).isEqualTo(rsa.chain().getFirst());
    }

    @Test
    void countsAClientThatDoesNotTrustTheCertificate() throws Exception {
        TlsClient stranger = new TlsClient(new TestCertificates());

        assertThatThrownBy(() -> stranger.connect(server, "blog.example.org"))
                .isInstanceOf(SSLException.class);
    }

    private X509Certificate shownFor(String name) throws IOException {
        try (SSLSocket socket = client.connect(server, name)) {
            assertThat(TlsClient.echo(socket, "hello")).isEqualTo("hello");
            return TlsClient.shown(socket);
        }
    }

    private static boolean covers(TlsFacts facts, String host) {
        byte[] bytes = ("x" + host + ":443").getBytes(StandardCharsets.US_ASCII);
        return facts.covers(bytes, 1, 1 + host.length());
    }
}
