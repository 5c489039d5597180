package dev.waggle.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waggle.acme.Certificates;
import dev.waggle.acme.LocalAuthority;
import dev.waggle.acme.ServerCertificate;
import dev.waggle.proxy.testing.LeakCheck;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class OnDemandCertificatesTest {

    private final TestCertificates authority = new TestCertificates();
    private final TlsClient client = new TlsClient(authority);
    private final CountDownLatch open = new CountDownLatch(1);
    private final Maker maker = new Maker();

    @Test
    void makesACertificateForANameThatMayBeServedAndKeepsIt() throws Exception {
        open.countDown();
        try (TlsEcho server = new TlsEcho(TlsSettings.DEFAULTS, Certificates.NONE, maker);
                SSLSocket first = client.connect(server, "blog.example.org");
                SSLSocket second = new TlsClient(authority).connect(server, "blog.example.org")) {
            assertThat(TlsClient.shown(first)).isEqualTo(TlsClient.shown(second));
            assertThat(TlsClient.echo(second, "hello")).isEqualTo("hello");
            assertThat(maker.made).hasValue(1);
            assertThat(maker.onVirtualThread).isTrue();
        }
    }

    @Test
    void refusesOtherNames() throws Exception {
        try (TlsEcho server = new TlsEcho(TlsSettings.DEFAULTS, Certificates.NONE, maker)) {
            assertThatThrownBy(() -> client.connect(server, "shop.example.org"))
                    .hasMessageContaining("unrecognized_name");
            assertThat(maker.made).hasValue(0);
        }
    }

    @Test
    void refusesWhenTooManyAreBeingMade() throws Exception {
        TlsSettings it = TlsSettings.DEFAULTS;
        TlsSettings one =
                new TlsSettings(
                        it.handshakeTimeout(),
                        it.maxClientHelloBytes(),
                        "",
                        1,
                        it.ticketRotation(),
                        it.provider());
        try (TlsEcho server = new TlsEcho(one, Certificates.NONE, maker);
                var waiting = server.connect()) {
            waiting.getOutputStream()
                    .write(
                            RawHello.record(
                                    RawHello.TLS_1_2, RawHello.serverName("blog.example.org")));
            maker.asked.await();

            assertThatThrownBy(() -> client.connect(server, "blog.example.net"))
                    .hasMessageContaining("internal_error");
            assertThat(server.failures.take()).isEqualTo(HandshakeFailure.BUSY);
            open.countDown();
        }
    }

    @Test
    void aConnectionThatGoesAwayMeanwhileLeavesNothingBehind() throws Exception {
        try (TlsEcho server = new TlsEcho(TlsSettings.DEFAULTS, Certificates.NONE, maker)) {
            try (var leaving = server.connect()) {
                leaving.getOutputStream()
                        .write(
                                RawHello.record(
                                        RawHello.TLS_1_2, RawHello.serverName("blog.example.org")));
                maker.asked.await();
                leaving.setSoLinger(true, 0);
            }
            open.countDown();
            try (SSLSocket next = client.connect(server, "blog.example.org")) {
                assertThat(TlsClient.echo(next, "hello")).isEqualTo("hello");
            }
        }
    }

    @Test
    void aFailureInMakingItIsOurOwnAndTheNextClientMayTryAgain() throws Exception {
        open.countDown();
        try (TlsEcho server = new TlsEcho(TlsSettings.DEFAULTS, Certificates.NONE, maker)) {
            maker.broken = true;
            assertThatThrownBy(() -> client.connect(server, "blog.example.org"))
                    .hasMessageContaining("internal_error");
            assertThat(server.failures.take()).isEqualTo(HandshakeFailure.INTERNAL);

            maker.broken = false;
            try (SSLSocket next = client.connect(server, "blog.example.org")) {
                assertThat(TlsClient.echo(next, "hello")).isEqualTo("hello");
            }
        }
    }

    @Test
    void theLocalAuthoritySignsForRoutedNames(@TempDir Path state) throws Exception {
        LocalAuthority local =
                LocalAuthority.open(
                        state, "blog.example.org"::equals, Instant::now, new SecureRandom());
        try (TlsEcho server =
                new TlsEcho(
                        TlsSettings.DEFAULTS,
                        Certificates.NONE,
                        OnDemandCertificates.signedBy(local))) {
            assertThat(
                            OpenSslClient.hello(
                                    server.address(),
                                    "blog.example.org",
                                    "-verify_return_error",
                                    "-verify_hostname",
                                    "blog.example.org",
                                    "-CAfile",
                                    local.caPem().toString()))
                    .contains("Verify return code: 0 (ok)")
                    .contains("\nhello\n");
            assertThat(OpenSslClient.hello(server.address(), "shop.example.org"))
                    .contains("unrecognized name");
        }
    }

    private final class Maker implements OnDemandCertificates {

        final AtomicInteger made = new AtomicInteger();
        final CountDownLatch asked = new CountDownLatch(1);
        volatile boolean onVirtualThread;
        volatile boolean broken;

        @Override
        public boolean mayServe(String host) {
            return host.startsWith("blog.");
        }

        @Override
        public Optional<ServerCertificate> certificateFor(String host) {
            onVirtualThread = Thread.currentThread().isVirtual();
            asked.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (broken) {
                throw new IllegalStateException("the disk is full");
            }
            made.incrementAndGet();
            return Optional.of(authority.certificate(host));
        }
    }
}
