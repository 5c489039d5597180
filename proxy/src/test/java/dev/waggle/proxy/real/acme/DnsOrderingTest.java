package dev.waggle.proxy.real.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wildcards, which only the DNS can prove: by the packaged Waggle, a name server and a CA. */
@Tag("real")
class DnsOrderingTest {
    private static final String WILDCARD = "*." + ZoneServer.ZONE;

    @TempDir Path folder;

    private AcmeLab lab(ZoneServer zone) {
        return new AcmeLab(folder, PebblePackage.installed())
                .hosts(WILDCARD)
                .with("acme-challenges", "http-01,tls-alpn-01,dns-01")
                .with("acme-resolvers", zone.address());
    }

    @Test
    void aWildcardIsObtainedBySignedUpdatesAndServedForEveryNameBelow() {
        try (ZoneServer zone = ZoneServer.start(folder);
                AcmeLab lab =
                        lab(zone)
                                .with("acme-preflight", "hold")
                                .with("dns-provider", "rfc2136")
                                .with("dns-rfc2136-server", zone.address())
                                .with("dns-rfc2136-key-file", zone.keyFile().toString())) {
            lab.pebble().withResolver(zone.address()).start();
            lab.start().awaitServed("anything." + ZoneServer.ZONE);

            assertThat(lab.curl("other." + ZoneServer.ZONE).run().output()).isEqualTo("hello");
            assertThat(lab.curl("a.b." + ZoneServer.ZONE).run().status())
                    .as("two labels")
                    .isNotZero();
            assertThat(lab.certificate(WILDCARD).path("serving").asText()).isEqualTo("acme");
            assertThat(lab.pebble().orders()).isEqualTo(1);
            assertThat(lab.metric("waggle_acme_orders_total{result=\"failed\"}")).isZero();
            lab.awaits("the record was made and removed", () -> zone.updates() == 2);
        }
    }

    @Test
    void aWildcardIsObtainedByAProgramThatChangesTheDns() throws IOException {
        try (ZoneServer zone = ZoneServer.start(folder);
                AcmeLab lab = lab(zone)) {
            Path calls = folder.resolve("calls");
            // The CA asks a server that the zone's own knows nothing of: there is nothing to look
            // at.
            lab.with("dns-provider", "exec")
                    .with("dns-exec", hook(lab.pebble(), calls).toString())
                    .with("dns-propagation-timeout", "0s");
            lab.pebble().start();
            lab.start().awaitServed("anything." + ZoneServer.ZONE);

            lab.awaits("the program was called twice", () -> read(calls).lines().count() == 2);
            assertThat(read(calls).lines())
                    .allMatch(line ->
                            line.matches(
                                    "(present|cleanup) _acme-challenge\\.example\\.test\\. [\\w-]{43}"));
            assertThat(lab.metric("waggle_acme_orders_total{result=\"failed\"}")).isZero();
        }
    }

    /** A program of lego's form, such as an operator would write. */
    private Path hook(Pebble pebble, Path calls) throws IOException {
        Path file = folder.resolve("hook");
        Files.writeString(
                file,
                """
                #!/bin/sh
                set -e
                echo "$@" >>%2$s
                case $1 in
                  present) curl -sSf -d "{\\"host\\": \\"$2\\", \\"value\\": \\"$3\\"}" %1$s/set-txt ;;
                  cleanup) curl -sSf -d "{\\"host\\": \\"$2\\"}" %1$s/clear-txt ;;
                esac
                """
                        .formatted(pebble.dnsManagement(), calls));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
