package dev.waggle.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.acme.Certificates;
import dev.waggle.proxy.testing.LeakCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class CertificateSwapStressTest {

    private static final String BLOG = "blog.example.org";

    private final TestCertificates authority = new TestCertificates();
    private final Certificates one = TestCertificates.serving(authority.certificate(BLOG));
    private final Certificates other = TestCertificates.serving(authority.certificate(BLOG));

    /** A context may be discarded between its lookup and its first use. */
    @Test
    void noHandshakeFailsWhileCertificatesAndTicketKeysChange() throws Exception {
        try (TlsEcho server = new TlsEcho(TlsSettings.DEFAULTS, one, OnDemandCertificates.NONE);
                var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            Future<Integer> first = threads.submit(handshakes(server));
            Future<Integer> second = threads.submit(handshakes(server));
            int swaps = 0;
            while (!first.isDone() || !second.isDone()) {
                server.contexts.publish(swaps++ % 2 == 0 ? other : one);
                server.contexts.rotateTicketsIfDue(
                        Instant.EPOCH.plus(Duration.ofHours(12).multipliedBy(swaps)));
            }

            assertThat(first.get() + second.get()).isEqualTo(100);
            assertThat(swaps).isGreaterThan(50);
            assertThat(server.failures).isEmpty();
        }
    }

    private Callable<Integer> handshakes(TlsEcho server) {
        return () -> {
            int done = 0;
            for (; done < 50; done++) {
                try (SSLSocket socket = new TlsClient(authority).connect(server, BLOG)) {
                    assertThat(TlsClient.echo(socket, "hello")).isEqualTo("hello");
                }
            }
            return done;
        };
    }
}
