package dev.waggle.proxy.real.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waggle.proxy.real.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Renewal, as the CA, the lifetime or the operator asks for it. */
@Tag("real")
class RenewalTest {
    private static final String HOST = "blog.example.test";
    private static final int RATE = 200;
    private static final int SECONDS = 60;

    @TempDir Path folder;

    private AcmeLab lab(long lifeSeconds) {
        AcmeLab lab = new AcmeLab(folder, PebblePackage.newest()).hosts(HOST);
        lab.pebble()
                .with(
                        "profiles",
                        Map.of(
                                "default",
                                Map.of("description", "usual", "validityPeriod", lifeSeconds),
                                "shortlived",
                                Map.of("description", "six days", "validityPeriod", 518_400)))
                .with("domainBlocklist", List.of("blocked.example.test"))
                .withVariable("PEBBLE_VA_NOSLEEP", "1");
        return lab;
    }

    @Test
    void aMinuteLongCertificateIsRenewedUnderLoadWithoutALostRequestOrConnection(
            TestReporter reporter) {
        // A CA may take any of its profiles where none is asked for.
        try (AcmeLab lab = lab(60).with("acme-profile", "default")) {
            lab.pebble().start();
            lab.start().awaitServed(HOST);
            Set<String> serials = new HashSet<>();
            CompletableFuture<String> load =
                    CompletableFuture.supplyAsync(() -> load(lab), Thread::startVirtualThread);
            while (!load.isDone()) {
                serials.add(lab.serial(HOST));
            }
            String result = load.join();
            String summary =
                    result.lines()
                            .filter(line ->
                                    line.startsWith("requests:")
                                            || line.startsWith("status codes:"))
                            .reduce("", (one, other) -> one + other + "; ");
            reporter.publishEntry(
                    "renewal at " + RATE + " requests a second",
                    serials.size() + " certificates; " + summary);
            assertThat(serials).hasSizeGreaterThan(1);
            assertThat(result).contains(" 0 failed, 0 errored, 0 timeout");
            assertThat(result).contains(" 0 4xx, 0 5xx");
            assertThat(lab.metric("waggle_acme_orders_total{result=\"renewed\"}")).isPositive();
        }
    }

    private static String load(AcmeLab lab) {
        return Command.of(
                        "h2load",
                        "--clients=10",
                        "--rps=" + RATE / 10,
                        "--duration=" + SECONDS,
                        "--connect-to=127.0.0.1:" + lab.httpsPort(),
                        "https://" + HOST + ":" + lab.httpsPort() + "/")
                .within(Duration.ofSeconds(SECONDS + 30))
                .output();
    }

    @Test
    void theProfileForSixDaysIsOrderedAndRenewedAtHalfItsLife() {
        try (AcmeLab lab = lab(7_776_000).with("acme-profile", "shortlived")) {
            lab.pebble().start();
            lab.start().awaitServed(HOST);
            JsonNode certificate = lab.certificate(HOST);
            Instant from = Instant.parse(certificate.path("notBefore").asText());
            Instant until = Instant.parse(certificate.path("notAfter").asText());
            assertThat(Duration.between(from, until))
                    .isBetween(
                            Duration.ofDays(6).minusMinutes(1), Duration.ofDays(6).plusMinutes(1));
            assertThat(Instant.parse(certificate.path("renewAt").asText()))
                    .isBetween(from, until.minus(Duration.ofHours(12)));
        }
    }

    @Test
    void aNameThatTheCaRejectsWaitsAndTheOthersAreServed() {
        try (AcmeLab lab = lab(7_776_000).hosts("blocked.example.test", HOST)) {
            lab.pebble().start();
            lab.start().awaitServed(HOST);
            lab.awaits(
                    "the other one waits",
                    () ->
                            lab.certificate("blocked.example.test")
                                    .path("work")
                                    .asText()
                                    .equals("waiting"));
            assertThat(lab.certificate("blocked.example.test").path("fix").asText()).isNotEmpty();
            assertThat(lab.metric("waggle_acme_failures_total{kind=\"rejected\"}")).isPositive();
        }
    }
}
