package dev.waggle.proxy.real.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Either side goes away in the middle: the CA, its memory, or Waggle. */
@Tag("real")
class AuthorityAwayTest {
    private static final String HOST = "blog.example.test";
    private static final int KILLS = 10;

    @TempDir Path folder;

    /** A shorter time than a real one: what counts is that tries go on by themselves. */
    @Test
    void aCaThatIsAwayAtFirstIsAskedAgainAndNothingElseWaits() {
        try (AcmeLab lab = new AcmeLab(folder, PebblePackage.installed()).hosts(HOST)) {
            lab.start();
            lab.awaits(
                    "an attempt has failed",
                    () -> lab.certificate(HOST).path("work").asText().equals("waiting"));
            assertThat(lab.certificate(HOST).path("problem").asText()).isNotEmpty();
            assertThat(lab.certificate(HOST).path("retryAt").asText()).isNotEmpty();
            assertThat(lab.waggle().admin("/api/problems")).contains(HOST).contains("next try at");

            lab.pebble().start();
            lab.awaitServed(HOST);
            lab.awaits(
                    "the problem is gone",
                    () -> !lab.waggle().admin("/api/problems").contains(HOST));
        }
    }

    @Test
    void aCaThatHasForgottenTheAccountGetsANewOneWithTheSameKey() throws IOException {
        try (AcmeLab lab = new AcmeLab(folder, PebblePackage.installed()).hosts(HOST)) {
            lab.pebble().start();
            lab.start().awaitServed(HOST);
            String key = accountKey(lab);

            lab.pebble().stop();
            lab.pebble().start();
            lab.hosts(HOST, "second.example.test");
            lab.awaitServed("second.example.test");
            assertThat(accountKey(lab)).isEqualTo(key);
        }
    }

    private static String accountKey(AcmeLab lab) throws IOException {
        return Files.readString(lab.stateDirectory().resolve("acme/account.pem"));
    }

    @Test
    void killedAtAnyMomentItKeepsItsAccountAndPlacesNoSecondOrder(TestReporter reporter)
            throws IOException {
        long seed = System.nanoTime();
        reporter.publishEntry("seed", Long.toString(seed));
        Random random = new Random(seed);
        try (AcmeLab lab = new AcmeLab(folder, PebblePackage.installed()).hosts(HOST)) {
            lab.pebble().start();
            for (int i = 0; i < KILLS; i++) {
                lab.start();
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(1500)).toNanos());
                lab.waggle().program().kill();
            }
            lab.start().awaitServed(HOST);
            int orders = lab.pebble().orders();
            int issued = lab.pebble().issued();
            reporter.publishEntry(
                    "after " + KILLS + " kills", orders + " orders, " + issued + " certificates");
            assertThat(lab.pebble().accounts()).isEqualTo(1);
            assertThat(issued).isEqualTo(1);

            lab.waggle().program().kill();
            lab.start().awaitServed(HOST);
            assertThat(lab.pebble().orders()).as("none for a valid name").isEqualTo(orders);
        }
    }
}
