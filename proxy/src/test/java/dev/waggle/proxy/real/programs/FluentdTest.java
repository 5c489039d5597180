package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Fluentd, that reads the access log. It has to parse every line of the other programs' tests too:
 * see {@link Lab#close}.
 */
@Tag("real")
class FluentdTest {
    private static final String SITE = "https://site.example.test/";

    @AutoClose private static final Lab LAB = new Lab();

    @BeforeAll
    static void start() {
        LAB.serves(Service.exposed("site", LAB.python("lengths.py")).with("routing-context", "/in"))
                .startWaggle();
    }

    @Test
    void parsesALineForEveryRequestHoweverOddItIs() {
        assertThat(LAB.curl().ask(SITE + "in/").status()).isEqualTo(200);
        assertThat(LAB.curl().ask(SITE + "in").status()).isEqualTo(301);
        assertThat(LAB.curl().ask(SITE + "elsewhere").status()).isEqualTo(404);
        assertThat(LAB.curl("--request", "TRACE").ask(SITE + "in/").status()).isEqualTo(405);
        assertThat(LAB.curl().ask(SITE + "in/%00").status()).isEqualTo(400);
        assertThat(LAB.curl("--http1.1").ask(SITE + "in/%22%5C?\"\\").status()).isEqualTo(200);
        assertThat(LAB.curl("--user-agent", "a \"quoted\\\" \tägent").ask(SITE + "in/").status())
                .isEqualTo(200);
        assertThat(LAB.curl("--user-agent", "").ask(SITE + "in/").status()).isEqualTo(200);
        assertThat(LAB.curl("--referer", "] \" 200 \"host: evil\"").ask(SITE + "in/").status())
                .isEqualTo(200);
        assertThat(LAB.curl("--http1.1", "--header", "Host:").ask(SITE + "in/").status())
                .isEqualTo(400);

        Path log = LAB.waggle().program().output();
        Eventually.holds(
                "a line for each request",
                Duration.ofSeconds(10),
                () -> Fluentd.parsesEveryLineOf(log) == 10,
                () -> String.join("\n", LAB.waggle().accessLog()));
        assertThat(LAB.waggle().accessLog()).noneMatch(line -> line.contains("\"host: evil\""));
    }
}
