package dev.waggle.proxy.real.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that other tools have left, of a CA that would issue others. */
@Tag("real")
class TakenOverTest {
    private static final String OF_CERTBOT = "blog.example.test";
    private static final String OF_TRAEFIK = "shop.example.test";

    @TempDir Path folder;

    @Test
    void whatCertbotAndTraefikHadIsServedAndNotOrderedAnew() throws IOException {
        try (AcmeLab lab = new AcmeLab(folder, PebblePackage.installed())) {
            lab.pebble().start();
            lab.hosts(OF_CERTBOT, OF_TRAEFIK).start();
            lab.awaitServed(OF_CERTBOT);
            lab.awaitServed(OF_TRAEFIK);
            String ofCertbot = lab.serial(OF_CERTBOT);
            String ofTraefik = lab.serial(OF_TRAEFIK);
            lab.waggle().close();
            Path certbot = certbot(pairOf(lab, OF_CERTBOT));
            Path traefik = traefik(pairOf(lab, OF_TRAEFIK));
            Files.move(lab.stateDirectory(), folder.resolve("before"));

            assertThat(imports(lab, certbot)).startsWith("1 imported, 0 left alone");
            lab.hosts(OF_CERTBOT).start().awaitServed(OF_CERTBOT);
            assertThat(lab.serial(OF_CERTBOT)).isEqualTo(ofCertbot);

            assertThat(imports(lab, traefik)).as("by the running one").startsWith("1 imported");
            assertThat(imports(lab, traefik)).startsWith("0 imported, 1 left alone");
            lab.hosts(OF_CERTBOT, OF_TRAEFIK).awaitServed(OF_TRAEFIK);
            assertThat(lab.serial(OF_TRAEFIK)).isEqualTo(ofTraefik);
            assertThat(lab.pebble().orders()).as("those before the import").isEqualTo(2);
        }
    }

    private static String imports(AcmeLab lab, Path from) {
        return lab.command(
                        "certs",
                        "import",
                        from.toString(),
                        "--acme-directory=" + lab.pebble().directory(),
                        "--acme-email=hostmaster@example.test")
                .output();
    }

    /** The folder of a host in the store, whose files have certbot's names. */
    private static Path pairOf(AcmeLab lab, String host) throws IOException {
        try (var folders = Files.walk(lab.stateDirectory(), 4)) {
            return folders.filter(it -> it.endsWith(Path.of("certificates", host)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Links in {@code live/} to numbered files in {@code archive/}. */
    private Path certbot(Path pair) throws IOException {
        Path root = folder.resolve("letsencrypt");
        Path live = Files.createDirectories(root.resolve("live/" + OF_CERTBOT));
        Path archive = Files.createDirectories(root.resolve("archive/" + OF_CERTBOT));
        Files.writeString(root.resolve("live/README"), "This directory contains your keys");
        for (String name : List.of("fullchain", "privkey")) {
            Files.copy(pair.resolve(name + ".pem"), archive.resolve(name + "1.pem"));
            Files.createSymbolicLink(
                    live.resolve(name + ".pem"),
                    Path.of("../../archive", OF_CERTBOT, name + "1.pem"));
        }
        return root;
    }

    private Path traefik(Path pair) throws IOException {
        Map<String, ?> entry =
                Map.of(
                        "domain",
                        Map.of("main", OF_TRAEFIK),
                        "certificate",
                        base64(pair.resolve("fullchain.pem")),
                        "key",
                        base64(pair.resolve("privkey.pem")),
                        "Store",
                        "default");
        Map<String, ?> resolver =
                Map.of("Account", Map.of("Email", "x@y"), "Certificates", List.of(entry));
        return Files.writeString(
                folder.resolve("acme.json"),
                new JsonMapper().writeValueAsString(Map.of("letsencrypt", resolver)));
    }

    private static String base64(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }
}
