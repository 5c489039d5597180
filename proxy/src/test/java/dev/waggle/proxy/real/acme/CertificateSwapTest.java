package dev.waggle.proxy.real.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import dev.waggle.proxy.real.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A renewed certificate takes the place of the old one: who notices, and who does not. */
@Tag("real")
class CertificateSwapTest {
    private static final String HOST = "blog.example.test";

    @TempDir Path folder;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private HttpServer webhook;

    @BeforeEach
    void listen() throws IOException {
        webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.createContext(
                "/services/T0/B0",
                exchange -> {
                    try (exchange) {
                        byte[] body = exchange.getRequestBody().readAllBytes();
                        told.add(new JsonMapper().readTree(body).path("text").asText());
                        exchange.sendResponseHeaders(200, -1);
                    }
                });
        webhook.start();
    }

    @AfterEach
    void stop() {
        webhook.stop(0);
    }

    @Test
    void sessionsAreResumedAfterItAndTheWebhookIsTold() throws IOException {
        String url = "http://127.0.0.1:" + webhook.getAddress().getPort() + "/services/T0/B0";
        Path file = Files.writeString(folder.resolve("webhook"), url + "\n");
        try (AcmeLab lab = new AcmeLab(folder, PebblePackage.installed()).hosts(HOST)) {
            lab.with("acme-webhook-file", file.toString()).pebble().start();
            lab.start().awaitServed(HOST);
            lab.awaits("it is told as issued", () -> isTold(": issued, valid until "));
            String before = lab.serial(HOST);
            for (String version : List.of("-tls1_2", "-tls1_3")) {
                assertThat(session(lab, version, "-sess_out")).contains("\nNew, TLSv1.");
            }

            lab.command("certs", "renew", HOST).output();
            lab.awaits("another certificate", () -> !lab.serial(HOST).equals(before));
            lab.awaits("it is told as renewed", () -> isTold(": renewed, valid until "));
            for (String version : List.of("-tls1_2", "-tls1_3")) {
                assertThat(session(lab, version, "-sess_in"))
                        .contains("\nReused, TLSv1.")
                        .contains("hello");
            }
            assertThat(lab.waggle().program().said()).doesNotContain("/services/T0/B0");
        }
    }

    private boolean isTold(String words) {
        return told.stream().anyMatch(it -> it.contains("certificate for " + HOST + words));
    }

    /** A request whose session is kept in a file, or comes from it. */
    private String session(AcmeLab lab, String version, String use) {
        return Command.of(
                        "openssl",
                        "s_client",
                        "-connect",
                        "127.0.0.1:" + lab.httpsPort(),
                        "-servername",
                        HOST,
                        version,
                        use,
                        folder.resolve("session" + version).toString(),
                        "-ign_eof")
                .reading("GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(HOST))
                .run()
                .output();
    }
}
