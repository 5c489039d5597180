package dev.waggle.routing.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.waggle.routing.Malformed;
import dev.waggle.routing.UpstreamTls;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    private static final Duration LEAST = Duration.ofMillis(10);
    private static final Duration MOST = Duration.ofDays(1);

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "1024, 1024",
        "512k, 524288",
        "512K, 524288",
        "1m, 1048576",
        "10M, 10485760",
        "2g, 2147483648",
        "1048576g, 1125899906842624",
    })
    void sizesAreInTheSyntaxOfNginx(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "m",
                "-1",
                "+1",
                "1.5m",
                "1 m",
                "10mb",
                "10t",
                "0x10",
                "1048577g",
                "²",
                "99999999999999999999",
                "9223372036854775807"
            })
    void refusesOtherSizes(String text) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> Sizes.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "10ms, 10",
        "500ms, 500",
        "10s, 10000",
        "15m, 900000",
        "1h, 3600000",
        "1d, 86400000",
        "24h, 86400000",
    })
    void durationsHaveAUnit(String text, long millis) {
        assertThat(Durations.parse(text, LEAST, MOST)).hasMillis(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "s",
                "-1s",
                "1.5s",
                "10 s",
                "10S",
                "9ms",
                "25h",
                "9999999999d",
                "1w"
            })
    void refusesOtherDurations(String text) {
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> Durations.parse(text, LEAST, MOST))
                .satisfies(e -> assertThat(e.accepted()).contains("10ms").contains("1d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1ms", "1500ms", "90s", "15m", "36h", "7d"})
    void durationsAreWrittenAsTheyAreRead(String text) {
        Duration read = Durations.parse(text, Duration.ofMillis(1), Duration.ofDays(9));

        assertThat(Durations.text(read)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "true, VERIFY", "TRUE, VERIFY", "yes, VERIFY", "on, VERIFY", "1, VERIFY", "verify, VERIFY",
        "false, OFF", "False, OFF", "no, OFF", "off, OFF", "0, OFF", "insecure, INSECURE"
    })
    void booleansHaveFourSpellingsEach(String text, UpstreamTls.Mode mode) {
        assertThat(Values.onHttps(text)).isEqualTo(mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65536", "-1", "+80", "8o", "80 ", "99999999999", "٨٠"})
    void refusesWhatIsNoPort(String text) {
        assertThatExceptionOfType(Malformed.class).isThrownBy(() -> Values.port(text));
    }

    @ParameterizedTest
    @CsvSource({
        "/run/secrets/kibana, /run/secrets/kibana",
        "/run/secrets//a/b, /run/secrets/a/b",
        "/etc/auth-config/./users, /etc/auth-config/users",
    })
    void passwordFilesLieBelowTheFolders(String text, String path) {
        assertThat(AuthFolders.DEFAULT.file(text)).isEqualTo(Path.of(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "users",
                "run/secrets/users",
                "/run/secrets",
                "/run/secrets/",
                "/run/secretsx/users",
                "/etc/passwd",
                "/run/secrets/../../etc/passwd",
                "/run/secrets/a/../b",
                "/run/secrets/a\u0000",
                "/run/secrets/a\nb",
                "https://example.org/users",
            })
    void noOtherFileCanBeNamed(String text) {
        assertThatExceptionOfType(Malformed.class)
                .isThrownBy(() -> AuthFolders.DEFAULT.file(text))
                .satisfies(e -> assertThat(e.accepted()).contains("/run/secrets"));
    }

    @ParameterizedTest
    @CsvSource({
        "hots, HOST",
        "hosts, HOST",
        "prot, PORT",
        "maxbody, MAX_BODY",
        "max-boyd, MAX_BODY",
        "contxt, CONTEXT",
        "internal-contex, INTERNAL_CONTEXT",
        "basic-auth, AUTH",
        "authrealm, AUTH_REALM",
        "extra-host, EXTRA_HOSTS",
        "response-time-out, RESPONSE_TIMEOUT",
    })
    void theNearestKeyIsTheOneThatWasMeant(String written, LabelKey key) {
        assertThat(NearestKey.of(written)).isEqualTo(key);
    }

    @Test
    void theNearestKeyOfAnEndlessOneIsFoundQuickly() {
        assertThat(NearestKey.of("x".repeat(1_000_000))).isNotNull();
    }
}
