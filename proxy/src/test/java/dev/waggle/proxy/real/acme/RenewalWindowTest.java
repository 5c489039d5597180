package dev.waggle.proxy.real.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waggle.proxy.real.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a CA says of when to renew (RFC 9773), and of when to ask again, is done. */
@Tag("real")
class RenewalWindowTest {
    private static final String HOST = "blog.example.test";

    @TempDir Path folder;

    private AcmeLab lab(Duration lifetime) {
        AcmeLab lab =
                new AcmeLab(folder, PebblePackage.newest())
                        .hosts(HOST)
                        .with("acme-profile", "default");
        lab.pebble()
                .with(
                        "profiles",
                        Map.of(
                                "default",
                                Map.of("description", "x", "validityPeriod", lifetime.toSeconds())))
                .withVariable("PEBBLE_VA_NOSLEEP", "1");
        return lab;
    }

    @Test
    void theWindowOfTheCaCountsAndGarbageLeavesTheLifetimeToDecide() throws IOException {
        Duration day = Duration.ofDays(1);
        try (AcmeLab lab = lab(day)) {
            lab.pebble().start();
            lab.start().awaitServed(HOST);
            String certificate = shown(lab);
            Instant from = instant(lab, "notBefore");
            // Outside of what the lifetime would come to, which is half of it.
            Instant start = from.plus(Duration.ofHours(4));

            says(lab, certificate, window(start, start.plus(Duration.ofHours(1))));
            lab.awaits("the window counts", () -> isBetween(lab, start, Duration.ofHours(1)));

            Instant byLifetime = from.plus(day.dividedBy(2)).minus(day.dividedBy(20));
            String[] useless = {
                "garbage",
                "{\"suggestedWindow\": {\"start\": \"soon\"}}",
                window(start, start.minus(Duration.ofHours(1)))
            };
            for (String answer : useless) {
                int asked = asked(lab);
                says(lab, certificate, answer);
                lab.awaits("it was asked", () -> asked(lab) > asked);
                lab.awaits("the lifetime counts", () -> isBetween(lab, byLifetime, day));
                assertThat(lab.curl(HOST).run().output()).isEqualTo("hello");
            }
            assertThat(lab.pebble().orders()).isEqualTo(1);
        }
    }

    @Test
    void aWindowInThePastIsAReasonToRenewSoonAndOnlyOnce() throws IOException {
        Duration lifetime = Duration.ofMinutes(4);
        try (AcmeLab lab = lab(lifetime)) {
            lab.pebble().start();
            lab.start().awaitServed(HOST);
            String first = lab.serial(HOST);
            Instant from = instant(lab, "notBefore");
            Instant past = from.minus(Duration.ofDays(2));
            says(lab, shown(lab), window(past, past.plus(Duration.ofDays(1))));
            lab.awaits(
                    "it is to be renewed long before half of its life",
                    () ->
                            isBetween(lab, from, lifetime.dividedBy(4))
                                    || !first.equals(lab.serial(HOST)));
            lab.awaits("it was renewed", () -> !first.equals(lab.serial(HOST)));

            assertThat(instant(lab, "notBefore")).isBefore(from.plus(lifetime.dividedBy(3)));
            assertThat(lab.pebble().said()).contains("is a replacement of");
            assertThat(lab.pebble().orders()).isEqualTo(2);
            assertThat(lab.metric("waggle_acme_orders_total{result=\"renewed\"}")).isEqualTo(1);
        }
    }

    /** Sets the answer, and has a Waggle without memory ask: a CA may be asked every 6 hours. */
    private static void says(AcmeLab lab, String certificate, String answer) throws IOException {
        lab.waggle().close();
        lab.pebble().renewalInfo(certificate, answer);
        Files.deleteIfExists(lab.stateDirectory().resolve("acme/life/" + HOST + ".json"));
        lab.start().awaitServed(HOST);
    }

    private static String window(Instant start, Instant end) {
        return "{\"suggestedWindow\": {\"start\": \"%s\", \"end\": \"%s\"}}".formatted(start, end);
    }

    private static int asked(AcmeLab lab) {
        return lab.pebble().count("GET /draft-ietf-acme-ari");
    }

    private static boolean isBetween(AcmeLab lab, Instant start, Duration length) {
        JsonNode at = lab.certificate(HOST).path("renewAt");
        return !at.isNull()
                && !Instant.parse(at.asText()).isBefore(start)
                && Instant.parse(at.asText()).isBefore(start.plus(length));
    }

    private static Instant instant(AcmeLab lab, String field) {
        return Instant.parse(lab.certificate(HOST).path(field).asText());
    }

    private static String shown(AcmeLab lab) {
        String shown =
                Command.of(
                                "openssl",
                                "s_client",
                                "-connect",
                                "127.0.0.1:" + lab.httpsPort(),
                                "-servername",
                                HOST)
                        .run()
                        .output();
        return Command.of("openssl", "x509").reading(shown).output();
    }
}
