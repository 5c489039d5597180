package dev.waggle.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.acme.ServerCertificate;
import dev.waggle.proxy.testing.LeakCheck;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class OnDemandContextsTest {

    private final TestCertificates authority = new TestCertificates();
    private final AtomicInteger asked = new AtomicInteger();
    private ServerCertificate next = authority.certificate("blog.example.org");
    private volatile boolean isBroken;
    private volatile Instant now = Instant.now();
    private final OnDemandContexts contexts =
            new OnDemandContexts(
                    new Maker(),
                    new ServerContextFactory(
                            TlsSettings.DEFAULTS,
                            ClientCertificates.NONE,
                            now,
                            new SecureRandom(),
                            Alpn.ids()),
                    () -> now,
                    8);

    @AfterEach
    void close() {
        contexts.close();
    }

    @Test
    void asksOnceForAsLongAsTheCertificateIsFresh() {
        ServerContext first = contexts.contextFor("blog.example.org").join();

        now = now.plus(Duration.ofDays(5));
        assertThat(contexts.contextFor("blog.example.org").join()).isSameAs(first);
        assertThat(asked).hasValue(1);
    }

    @Test
    void asksAgainWhenAThirdOfItsLifeIsLeft() {
        contexts.contextFor("blog.example.org").join();
        next = authority.certificate("blog.example.org");

        now = now.plus(Duration.ofDays(7));

        assertThat(contexts.contextFor("blog.example.org").join().certificate()).isEqualTo(next);
        assertThat(asked).hasValue(2);
    }

    @Test
    void asksOnlyOnceAMinuteWhileTheSameCertificateIsAllThereIs() {
        now = now.plus(Duration.ofDays(8));
        contexts.contextFor("blog.example.org").join();
        contexts.contextFor("blog.example.org").join();
        assertThat(asked).hasValue(1);

        now = now.plus(Duration.ofMinutes(1));
        contexts.contextFor("blog.example.org").join();
        assertThat(asked).hasValue(2);
    }

    @Test
    void goesOnWithTheOldOneWhileNoNewOneCanBeMade() {
        ServerContext first = contexts.contextFor("blog.example.org").join();
        isBroken = true;
        now = now.plus(Duration.ofDays(7));

        assertThat(contexts.contextFor("blog.example.org").join()).isSameAs(first);
    }

    @Test
    void keepsAThousandAndNoMore() {
        for (int i = 0; i < OnDemandContexts.MAX_KEPT + 50; i++) {
            contexts.contextFor("host-" + i + ".example.org").join();
        }

        assertThat(contexts.kept()).isEqualTo(OnDemandContexts.MAX_KEPT);
    }

    private final class Maker implements OnDemandCertificates {

        @Override
        public boolean mayServe(String host) {
            return true;
        }

        @Override
        public Optional<ServerCertificate> certificateFor(String host) {
            asked.incrementAndGet();
            if (isBroken) {
                throw new IllegalStateException("the disk is full");
            }
            return Optional.of(next);
        }
    }
}
