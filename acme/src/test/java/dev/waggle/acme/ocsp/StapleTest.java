package dev.waggle.acme.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.acme.CertificateProblem;
import dev.waggle.acme.Certificates;
import dev.waggle.acme.ServerCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StapleTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private final OcspClient client = new OcspClient();
    private TestResponder responder;
    private Staple staple;

    @BeforeEach
    void make() throws Exception {
        responder = new TestResponder(NOW);
        ServerCertificate certificate = responder.leaf("a.example");
        staple = new Staple(certificate, OcspQuestion.about(certificate.chain()).orElseThrow());
    }

    @AfterEach
    void close() {
        responder.close();
        client.close();
    }

    @Test
    void isFetchedAndAskedForAgainWhenHalfOfItsLifeIsOverAndAtMostADay() throws Exception {
        assertThat(staple.isDue(NOW)).isTrue();
        staple.ask(client, NOW);
        assertThat(staple.shown(NOW)).isPresent();
        assertThat(staple.isDue(NOW.plus(Duration.ofHours(23)))).isFalse();
        assertThat(staple.isDue(NOW.plus(Duration.ofHours(24)))).isTrue();

        responder.validFor = Duration.ofHours(2);
        staple.ask(client, NOW);
        assertThat(staple.isDue(NOW.plus(Duration.ofMinutes(59)))).isFalse();
        assertThat(staple.isDue(NOW.plus(Duration.ofMinutes(60)))).isTrue();
    }

    @Test
    void isKeptWhileTheResponderFailsAndGoesBeforeItsEnd() throws Exception {
        staple.ask(client, NOW);
        responder.httpStatus = 503;
        staple.ask(client, NOW);
        assertThat(staple.failure()).contains("status 503");
        assertThat(staple.shown(NOW.plus(Duration.ofDays(6)))).isPresent();
        assertThat(staple.shown(NOW.plus(Duration.ofDays(7)).minusSeconds(60))).isEmpty();
    }

    @Test
    void isAskedForLessAndLessOftenWhileTheResponderFails() throws Exception {
        responder.httpStatus = 500;
        Instant now = NOW;
        for (int minutes : new int[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            staple.ask(client, now);
            assertThat(staple.isDue(now.plus(Duration.ofMinutes(minutes).minusSeconds(1))))
                    .isFalse();
            now = now.plus(Duration.ofMinutes(minutes));
            assertThat(staple.isDue(now)).isTrue();
        }
    }

    @Test
    void ofARevokedCertificateIsNotShown() throws Exception {
        responder.revoked = true;
        staple.ask(client, NOW);
        assertThat(staple.isRevoked()).isTrue();
        assertThat(staple.shown(NOW)).isEmpty();
    }

    @Test
    void thatIsTooLargeIsRefused() throws Exception {
        responder.spoiled = _ -> new byte[65 * 1024];
        staple.ask(client, NOW);
        assertThat(staple.failure()).isNotEmpty();
        assertThat(staple.shown(NOW)).isEmpty();
    }

    @Test
    void areHandedOnForAllServedCertificatesWithTheProblemsOfThoseThatNeedOne() throws Exception {
        ServerCertificate good = responder.leaf("good.example");
        ServerCertificate needy = responder.leaf("needy.example", "http://127.0.0.1:1/", true);
        ServerCertificate silent = responder.leaf("silent.example", "", false);
        BlockingQueue<Map<String, byte[]>> shown = new LinkedBlockingQueue<>();
        BlockingQueue<List<CertificateProblem>> problems = new LinkedBlockingQueue<>();
        Staples staples =
                new Staples(
                        () -> NOW,
                        new Staples.Listener() {
                            @Override
                            public void staplesAre(Map<String, byte[]> byFingerprint) {
                                shown.add(byFingerprint);
                            }

                            @Override
                            public void problemsAre(List<CertificateProblem> found) {
                                problems.add(found);
                            }
                        });
        staples.follow(
                new Certificates(
                        Map.of(
                                "good.example", good,
                                "needy.example", needy,
                                "silent.example", silent)));
        Thread thread = Thread.ofVirtual().start(staples::run);
        try {
            assertThat(shown.poll(20, TimeUnit.SECONDS)).containsOnlyKeys(good.fingerprint());
            assertThat(problems.poll(20, TimeUnit.SECONDS))
                    .singleElement()
                    .satisfies(it -> assertThat(it.name()).isEqualTo("needy.example"));
            staples.follow(Certificates.NONE);
            assertThat(shown.poll(20, TimeUnit.SECONDS)).isEmpty();
            assertThat(problems.poll(20, TimeUnit.SECONDS)).isEmpty();
            assertThat(responder.asked).hasValue(1);
        } finally {
            thread.interrupt();
            thread.join();
        }
    }
}
