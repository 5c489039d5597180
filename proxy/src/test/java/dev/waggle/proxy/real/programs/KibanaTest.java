package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.real.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kibana, a stand-in that takes long query strings, behind passwords that were made by {@code
 * htpasswd} and {@code openssl}. Waggle runs as in its image: without any capability, so that the
 * permissions of files hold for it even where the tests are root.
 */
@Tag("real")
class KibanaTest {
    private static final String PASSWORD = "honey-99";
    private static final String KIBANA = "https://kibana.example.test/";
    private static final List<String> WITHOUT_CAPABILITIES =
            List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs");

    @AutoClose private static final Lab LAB = new Lab();

    @BeforeAll
    static void start() {
        LAB.file("auth/users", users());
        LAB.file("auth/changing", htpasswd("-nbB", "before"));
        LAB.file("auth/closed", htpasswd("-nbB", "bee"));
        Command.of("chmod", "000", LAB.folder().resolve("auth/closed").toString()).output();
        int port = LAB.python("lengths.py");
        LAB.serves(protectedBy("users", "kibana", port))
                .serves(protectedBy("changing", "changing", port))
                .serves(protectedBy("missing", "missing", port))
                .serves(protectedBy("closed", "closed", port))
                .configured("auth-folders", LAB.folder().resolve("auth").toString())
                .startWaggleBy(WITHOUT_CAPABILITIES);
    }

    private static Service protectedBy(String file, String name, int port) {
        return Service.exposed(name, port)
                .with("routing-auth", LAB.folder().resolve("auth/" + file).toString());
    }

    private static String users() {
        List<String> lines = new ArrayList<>();
        lines.add(htpasswd("-nbm", "apr1-by-htpasswd"));
        lines.add(htpasswd("-nbs", "sha"));
        lines.add(htpasswd("-nbd", "des"));
        lines.add(htpasswd("-nbB", "bcrypt"));
        lines.add("md5:" + Command.of("openssl", "passwd", "-1", PASSWORD).output());
        lines.add("sha256:" + Command.of("openssl", "passwd", "-5", PASSWORD).output());
        lines.add("sha512:" + Command.of("openssl", "passwd", "-6", PASSWORD).output());
        lines.add("apr1-by-openssl:" + Command.of("openssl", "passwd", "-apr1", PASSWORD).output());
        lines.add("ssha:{SSHA}" + salted());
        lines.add("plain:{PLAIN}" + PASSWORD);
        return String.join("\n", lines) + "\n";
    }

    private static String htpasswd(String options, String user) {
        return Command.of("htpasswd", options, user, PASSWORD).output();
    }

    /** The digest of password and salt, then the salt. */
    private static String salted() {
        String digest = "printf %s%s \"$1\" \"$2\" | openssl dgst -sha1 -binary";
        String all = "{ " + digest + "; printf %s \"$2\"; } | openssl base64 -A";
        return Command.of("sh", "-c", all, "sh", PASSWORD, "salt4bees").output();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apr1-by-htpasswd",
                "sha",
                "des",
                "bcrypt",
                "md5",
                "sha256",
                "sha512",
                "apr1-by-openssl",
                "ssha",
                "plain"
            })
    void opensForAPasswordOfEveryKind(String user) {
        assertThat(as(user, PASSWORD, KIBANA).status()).isEqualTo(200);
    }

    @Test
    void staysClosedForAWrongPasswordAndForNone() {
        assertThat(as("bcrypt", "money-99", KIBANA).status()).isEqualTo(401);
        Answer answer = LAB.curl().ask(KIBANA);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.field("WWW-Authenticate")).startsWith("Basic realm=\"kibana\"");
    }

    @ParameterizedTest
    @CsvSource({"missing", "closed"})
    void staysClosedWhenTheFileCannotBeRead(String name) {
        assertThat(as("bee", PASSWORD, "https://" + name + ".example.test/").status())
                .isEqualTo(403);
        Eventually.holds(
                "the file is a problem",
                Duration.ofSeconds(10),
                () -> LAB.waggle().admin("/api/problems").contains("auth/" + name));
    }

    @Test
    void opensForTheUsersOfTheFileAsItIsNow() {
        String address = "https://changing.example.test/";
        assertThat(as("before", PASSWORD, address).status()).isEqualTo(200);
        LAB.file("auth/changing", htpasswd("-nbB", "after"));
        Eventually.holds(
                "the new user may enter",
                Duration.ofSeconds(20),
                () -> as("after", PASSWORD, address).status() == 200);
        assertThat(as("before", PASSWORD, address).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void takesQueriesOfMoreThan8Kilobytes(String version) {
        String query = KIBANA + "app/discover?_a=" + "x".repeat(12_000);
        Answer answer = LAB.curl(version, "--user", "plain:" + PASSWORD).ask(query);
        assertThat(answer.body()).isEqualTo("target of 12017 bytes");
    }

    private static Answer as(String user, String password, String address) {
        return LAB.curl("--user", user + ":" + password).ask(address);
    }
}
