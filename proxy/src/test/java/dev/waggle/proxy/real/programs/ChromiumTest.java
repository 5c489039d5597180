package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chromium, headless, loads a page that says itself what it got. */
@Tag("real")
class ChromiumTest {
    private static final Duration LOAD_TIME = Duration.ofSeconds(90);

    @AutoClose private static final Lab LAB = new Lab();

    @BeforeAll
    static void start() {
        LAB.serves(Service.exposed("page", LAB.python("page.py"))).startWaggle();
    }

    @Test
    void getsAPageOf60AssetsOverHttp2AndAWebSocketAndEventsAndUploadsAForm() {
        String document = browser().output();
        assertThat(document)
                .contains("loaded:60 protocols:h2:60 ")
                .contains(" socket:hum ")
                .contains(" events:1,2,3 ")
                .contains(" upload:1-file-of-waggle");
    }

    private static Command browser() {
        int port = LAB.waggle().httpsPort();
        List<String> words =
                List.of(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + LAB.folder().resolve("browser"),
                        "--ignore-certificate-errors-spki-list=" + keyOfTheServer(port),
                        "--host-resolver-rules=MAP page.example.test 127.0.0.1:" + port,
                        "--dump-dom",
                        "https://page.example.test/");
        return Command.of(words.toArray(String[]::new)).within(LOAD_TIME);
    }

    /** The digest of its public key: the one that the browser trusts, besides its own. */
    private static String keyOfTheServer(int port) {
        String script =
                """
                openssl s_client -connect 127.0.0.1:"$1" -servername page.example.test </dev/null 2>&1 \
                | openssl x509 -pubkey -noout | openssl pkey -pubin -outform der \
                | openssl dgst -sha256 -binary | openssl base64 -A
                """;
        return Command.of("sh", "-c", script, "sh", Integer.toString(port)).output();
    }
}
