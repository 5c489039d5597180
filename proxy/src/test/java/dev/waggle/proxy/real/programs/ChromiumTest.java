package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chromium, headless, loads a page that says itself what it got, and shows it. */
@Tag("real")
class ChromiumTest {
    private static final Duration LOAD_TIME = Duration.ofSeconds(90);
    private static final int WHITE = 0xFFFFFF;
    private static final int GREEN = 0x00FF00;

    @AutoClose private static final Lab LAB = new Lab();

    @BeforeAll
    static void start() {
        LAB.serves(Service.exposed("page", LAB.python("page.py"))).startWaggle();
    }

    @Test
    void getsAPageOf60AssetsOverHttp2AndAWebSocketAndEventsAndUploadsAForm() throws IOException {
        String document = browser().output();
        assertThat(document)
                .contains("loaded:60 protocols:h2:60 ")
                .contains(" socket:hum ")
                .contains(" events:1,2,3 ")
                .contains(" upload:1-file-of-waggle");
        assertThat(blocks(0, 60)).isEqualTo(pictures());
        assertThat(blocks(60, 64))
                .as("socket, events, upload")
                .containsExactly(GREEN, GREEN, GREEN, WHITE);
    }

    /** The colours that the page's server gives its pictures. */
    private static List<Integer> pictures() {
        return IntStream.range(0, 60)
                .map(i -> rgb(i * 4, 255 - (i * 4), (i * 37) % 256))
                .boxed()
                .toList();
    }

    private static int rgb(int red, int green, int blue) {
        return (red << 16) | (green << 8) | blue;
    }

    /** The colours in the middles of these blocks of the screenshot, ten of which are in a row. */
    private static List<Integer> blocks(int from, int to) throws IOException {
        BufferedImage screen = ImageIO.read(screenshot().toFile());
        return IntStream.range(from, to)
                .map(i -> screen.getRGB((i % 10) * 40 + 20, (i / 10) * 40 + 20) & 0xFFFFFF)
                .boxed()
                .toList();
    }

    private static Path screenshot() {
        return LAB.folder().resolve("screenshot.png");
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
                        "--window-size=400,400",
                        "--hide-scrollbars",
                        "--force-device-scale-factor=1",
                        "--force-color-profile=srgb",
                        "--screenshot=" + screenshot(),
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
