package dev.waggle.proxy.real.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** A certificate from the first mention of a host to its first good answer, by each challenge. */
@Tag("real")
class OrderingTest {
    @TempDir Path folder;

    private AcmeLab lab(String challenges) {
        return new AcmeLab(folder, PebblePackage.installed()).with("acme-challenges", challenges);
    }

    @Test
    void aHostGetsItsCertificateOverPort80() {
        try (AcmeLab lab = lab("http-01").hosts("blog.example.test")) {
            lab.pebble().start();
            lab.start().awaitServed("blog.example.test");
            assertThat(lab.certificate("blog.example.test").path("serving").asText())
                    .isEqualTo("acme");
            assertThat(lab.certificate("blog.example.test").path("issuer").asText())
                    .contains("Pebble");
            assertThat(lab.metric("waggle_acme_orders_total{result=\"issued\"}")).isEqualTo(1);
            assertThat(lab.command("certs").output())
                    .contains("blog.example.test")
                    .contains("acme");
            assertThat(lab.command("certs", "retry", "blog.example.test").run().status())
                    .isEqualTo(1);

            String before = lab.serial("blog.example.test");
            lab.command("certs", "renew", "blog.example.test").output();
            lab.awaits(
                    "it was renewed by command",
                    () -> !lab.serial("blog.example.test").equals(before));
        }
    }

    @Test
    void aHostGetsItsCertificateOverPort443AndNobodyElseSeesTheChallenge() {
        try (AcmeLab lab = lab("tls-alpn-01").hosts("shop.example.test")) {
            lab.pebble().start();
            lab.start().awaitServed("shop.example.test");
            String asCa =
                    Command.of(
                                    "openssl",
                                    "s_client",
                                    "-connect",
                                    "127.0.0.1:" + lab.httpsPort(),
                                    "-servername",
                                    "shop.example.test",
                                    "-alpn",
                                    "acme-tls/1")
                            .run()
                            .errors();
            assertThat(asCa).contains("no application protocol");
        }
    }

    @Test
    void fiftyHostsAtOnceAllGetTheirs(TestReporter reporter) {
        String[] hosts =
                IntStream.range(0, 50)
                        .mapToObj(i -> "host%02d.example.test".formatted(i))
                        .toArray(String[]::new);
        try (AcmeLab lab = lab("http-01,tls-alpn-01").with("acme-parallel-orders", "16")) {
            lab.pebble().withVariable("PEBBLE_VA_NOSLEEP", "1").start();
            lab.start();
            long start = System.nanoTime();
            lab.hosts(hosts);
            lab.awaits(
                    "all have one",
                    () -> lab.metric("waggle_acme_orders_total{result=\"issued\"}") == 50);
            reporter.publishEntry(
                    "fifty hosts", (System.nanoTime() - start) / 1_000_000 + " ms for all");
            for (String host : hosts) {
                lab.awaitServed(host);
            }
            assertThat(lab.metric("waggle_acme_orders_total{result=\"failed\"}")).isZero();
            assertThat(lab.pebble().orders()).isEqualTo(50);
        }
    }
}
