package dev.waggle.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.config.ConfigLoad.Loaded;
import dev.waggle.proxy.config.ConfigLoad.Rejected;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    @TempDir Path folder;

    @Test
    void everythingHasADefault() {
        Config config = loaded(Map.of(), Map.of()).config();
        assertThat(config.listeners().httpsPort()).isEqualTo(443);
        assertThat(config.limits().requestLineBytes()).isEqualTo(16 * 1024);
        assertThat(config.limits().headBytes()).isEqualTo(32 * 1024);
        assertThat(config.timeouts().drain()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.discovery().dockerHost())
                .isEqualTo(URI.create("unix:///var/run/docker.sock"));
        assertThat(config.logging().accessLog()).isEqualTo(AccessLogFormat.COMMON);
    }

    @Test
    void theFlagIsStrongerThanTheEnvironmentAndThatThanTheFile() throws IOException {
        Path file = file("limits:\n  fields: 10\n  http2-streams: 10\n  head: 10k\n");
        Config config =
                loaded(
                                Map.of("--config", file.toString(), "--limits-fields", "12"),
                                Map.of(
                                        "WAGGLE_LIMITS_FIELDS", "11",
                                        "WAGGLE_LIMITS_HTTP2_STREAMS", "11",
                                        "WAGGLE_LIMITS_REQUEST_LINE", "8k"))
                        .config();
        assertThat(config.limits().fields()).isEqualTo(12);
        assertThat(config.limits().http2().streams()).isEqualTo(11);
        assertThat(config.limits().headBytes()).isEqualTo(10 * 1024);
    }

    @Test
    void theFileIsAlsoNamedByTheEnvironment() throws IOException {
        Path file = file("acme:\n  email: ops@blog.example\n");
        Config config = loaded(Map.of(), Map.of("WAGGLE_CONFIG", file.toString())).config();
        assertThat(config.acme().email()).isEqualTo("ops@blog.example");
    }

    @Test
    void reportsEveryBadKeyAtOnce() throws IOException {
        Path file =
                file(
                        """
                        limits:
                          fields: many
                          request-lime: 4k
                        headers:
                          underscores: eat
                        trusted-proxies: [10.0.0.0/8, ten]
                        """);
        Map<String, String> flags =
                Map.of("--config", file.toString(), "--https-port", "70000", "--htps-port", "1");
        Map<String, String> environment =
                Map.of("WAGGLE_DRAIN_TIME", "20", "WAGGLE_ACME_EMIAL", "x", "HOME", "/");

        assertThat(problems(flags, environment))
                .containsExactlyInAnyOrder(
                        "https-port \"70000\" (flag --https-port): expected a whole number from 0"
                                + " to 65535",
                        "--htps-port (flag --htps-port): is unknown; did you mean --https-port?",
                        "drain-time \"20\" (environment variable WAGGLE_DRAIN_TIME): expected a"
                                + " duration from 0s to 1h (like 500ms, 10s or 15m)",
                        "WAGGLE_ACME_EMIAL (environment variable WAGGLE_ACME_EMIAL): is unknown;"
                                + " did you mean WAGGLE_ACME_EMAIL?",
                        "limits.fields \"many\" ("
                                + file
                                + ":2): expected a whole number from 8"
                                + " to 4096",
                        "limits.request-lime ("
                                + file
                                + ":3): is unknown; did you mean"
                                + " limits.request-line?",
                        "headers.underscores \"eat\" ("
                                + file
                                + ":5): expected one of drop, keep,"
                                + " refuse",
                        "trusted-proxies \"10.0.0.0/8,ten\" ("
                                + file
                                + ":6): expected a list of"
                                + " addresses or CIDR ranges (10.0.0.0/8)");
    }

    @Test
    void aBadValueThatAStrongerOneHidesIsStillReported() throws IOException {
        Path file = file("limits:\n  fields: 1\n");
        assertThat(problems(Map.of("--config", "" + file, "--limits-fields", "9"), Map.of()))
                .hasSize(1);
    }

    @Test
    void aKeyWithoutItsGroupFindsItsPlace() throws IOException {
        Path file = file("request-line: 4k\n");
        assertThat(problems(Map.of("--config", file.toString()), Map.of()))
                .singleElement()
                .asString()
                .contains("did you mean limits.request-line?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limits: {fields: 9, fields: 10}",
                "limits: 4",
                "- a",
                "just text",
                "limits:\n\tfields: 9",
                "a: &x 9\nlimits: {fields: *x}",
                "https-port: 1\n---\nhttps-port: 2",
                "trusted-proxies: [{a: b}]",
                "limits: {fields: }",
                "a: {a: {a: {a: {a: {a: {a: {a: {a: {a: 1}}}}}}}}}}",
                "limits: {fields: 9"
            })
    void refusesFilesThatCouldBeReadInTwoWays(String text) throws IOException {
        assertThat(problems(Map.of("--config", file(text).toString()), Map.of())).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n", "acme:\n", "acme: {}\n"})
    void anEmptyFileIsNoProblem(String text) throws IOException {
        assertThat(loaded(Map.of("--config", file(text).toString()), Map.of())).isNotNull();
    }

    @Test
    void aMissingOrHugeFileIsAProblem() throws IOException {
        assertThat(problems(Map.of("--config", folder + "/none.yml"), Map.of())).hasSize(1);
        Path huge = file("# ".repeat(600_000));
        assertThat(problems(Map.of("--config", huge.toString()), Map.of())).hasSize(1);
        assertThat(problems(Map.of("--config", ""), Map.of())).hasSize(1);
    }

    @Test
    void aSecretComesFromAFileAndIsNeverShown() throws IOException {
        Path secret = Files.writeString(folder.resolve("key"), "s3cret-value\n");
        Loaded loaded =
                loaded(
                        Map.of(
                                "--acme-eab-hmac-key-file",
                                secret.toString(),
                                "--acme-eab-key-id",
                                "kid"),
                        Map.of());
        Secret key = loaded.config().acme().eabHmacKey();
        assertThat(key).isEqualTo(new Secret("s3cret-value"));
        assertThat(loaded.config().toString()).doesNotContain("s3cret-value");
        assertThat(loaded.settings().toString()).doesNotContain("s3cret-value");
        assertThat(ConfigText.effective(loaded.settings()))
                .doesNotContain("s3cret-value")
                .contains("# eab-hmac-key: ******** # flag --acme-eab-hmac-key-file");
    }

    @Test
    void aBadSecretIsReportedWithoutItsValue() throws IOException {
        String tooLong = "s3cret".repeat(200);
        Path file = file("acme: {eab-hmac-key: " + tooLong + "}");
        assertThat(problems(Map.of("--config", file.toString()), Map.of()))
                .singleElement()
                .asString()
                .contains("acme.eab-hmac-key", "********")
                .doesNotContain("s3cret");
        assertThat(
                        problems(
                                Map.of("--acme-eab-hmac-key", "s3cret"),
                                Map.of("WAGGLE_ACME_EAB_HMAC_KYE", "s3cret")))
                .hasSize(2)
                .noneSatisfy(it -> assertThat(it).contains("s3cret"));
    }

    @Test
    void aSecretAndItsFileTogetherAreAProblem() throws IOException {
        Path secret = Files.writeString(folder.resolve("key"), "a");
        assertThat(
                        problems(
                                Map.of("--acme-eab-hmac-key-file", secret.toString()),
                                Map.of("WAGGLE_ACME_EAB_HMAC_KEY", "b")))
                .singleElement()
                .asString()
                .contains("set one of the two");
    }

    @Test
    void aStackFileStandsInPlaceOfTheSwarmUnlessBothAreAskedFor() {
        Map<String, String> stack = Map.of("--stack-file", "stack.yml");
        Map<String, String> engine = Map.of("DOCKER_HOST", "tcp://manager:2375");
        URI manager = URI.create("tcp://manager:2375");
        assertThat(dockerHost(stack, Map.of())).isNull();
        assertThat(dockerHost(stack, engine)).isNull();
        assertThat(dockerHost(Map.of(), engine)).isEqualTo(manager);
        assertThat(
                        dockerHost(
                                Map.of("--stack-file", "s", "--docker-host", "tcp://manager:2375"),
                                Map.of()))
                .isEqualTo(manager);
        assertThat(
                        dockerHost(
                                stack,
                                Map.of(
                                        "WAGGLE_DOCKER_HOST", "tcp://manager:2375",
                                        "DOCKER_HOST", "tcp://other:2375")))
                .isEqualTo(manager);
    }

    @Test
    void theDockerHostOfADeveloperDoesNotMatterWhereNoSwarmIsAsked() {
        Map<String, String> engine = Map.of("DOCKER_HOST", "ssh://manager");
        assertThat(problems(Map.of(), engine))
                .singleElement()
                .asString()
                .contains("environment variable DOCKER_HOST");
        assertThat(problems(Map.of("--stack-file", "stack.yml"), engine)).isEmpty();
        assertThat(new ConfigLoader(Map.of(), engine).forQuickstart().load())
                .isInstanceOf(Loaded.class);
    }

    @Test
    void keysThatContradictEachOtherAreProblems() {
        assertThat(
                        problems(
                                Map.of(
                                        "--limits-request-line", "64k",
                                        "--limits-write-buffer-low", "2m",
                                        "--http-port", "443",
                                        "--proxy-protocol", "true",
                                        "--tls-default-certificate", "a.example"),
                                Map.of()))
                .hasSize(6)
                .anySatisfy(it -> assertThat(it).contains("expected at most limits.head,"))
                .anySatisfy(
                        it -> assertThat(it).contains("expected at most limits.http2-header-list"));
    }

    @Test
    void theQuickstartNeedsNoRights() {
        ConfigLoad load =
                new ConfigLoader(Map.of("--http-port", "8081"), Map.of("HOME", "/home/bee"))
                        .forQuickstart()
                        .load();
        assertThat(load)
                .isInstanceOfSatisfying(
                        Loaded.class,
                        it -> {
                            assertThat(it.config().listeners().httpsPort()).isEqualTo(8443);
                            assertThat(it.config().listeners().httpPort()).isEqualTo(8081);
                            assertThat(it.config().admin().port()).isEqualTo(9180);
                            assertThat(it.config().tls().selfSigned()).isTrue();
                            assertThat(it.config().stateDir())
                                    .isEqualTo(Path.of("/home/bee/.local/state/waggle"));
                        });
    }

    @Test
    void theEffectiveConfigurationIsAFileWithTheSameMeaning() throws IOException {
        Loaded first =
                loaded(
                        Map.of(
                                "--trusted-proxies", "10.0.0.0/8, fd00::/8",
                                "--cert-dir", "/certs \"x\"",
                                "--access-log", "off"),
                        Map.of("WAGGLE_LIMITS_MAX_BODY", "0"));
        String text = ConfigText.effective(first.settings());
        assertThat(text)
                .contains("access-log: off # flag --access-log\n")
                .contains("  max-body: 0 # environment variable WAGGLE_LIMITS_MAX_BODY\n")
                .contains("  fields: 128 # default\n")
                .contains("  # email: # not set\n");
        Loaded second = loaded(Map.of("--config", file(text).toString()), Map.of());
        assertThat(second.config()).isEqualTo(first.config());
    }

    @Test
    void anEmptyVariableCountsAsNotSet() {
        assertThat(loaded(Map.of(), Map.of("WAGGLE_HTTPS_PORT", "", "DOCKER_HOST", "")))
                .isNotNull();
    }

    @Test
    void addressRecordsNeedAProviderThatCanReadThemAndASourceOfTheAddress() {
        assertThat(
                        problems(
                                Map.of(),
                                Map.of(
                                        "WAGGLE_DNS_PROVIDER", "exec",
                                        "WAGGLE_DNS_EXEC", "/hook",
                                        "WAGGLE_DNS_UPSERT", "true")))
                .hasSize(2)
                .anySatisfy(it -> assertThat(it).contains("rfc2136 or cloudflare"))
                .anySatisfy(it -> assertThat(it).contains("needs dns.address-from"));
    }

    private @Nullable URI dockerHost(Map<String, String> flags, Map<String, String> environment) {
        return loaded(flags, environment).config().discovery().dockerHost();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("waggle.yml"), text);
    }

    private static Loaded loaded(Map<String, String> flags, Map<String, String> environment) {
        ConfigLoad load = new ConfigLoader(new HashMap<>(flags), environment).load();
        assertThat(load).isInstanceOf(Loaded.class);
        return (Loaded) load;
    }

    private static List<String> problems(
            Map<String, String> flags, Map<String, String> environment) {
        return switch (new ConfigLoader(flags, environment).load()) {
            case Rejected(var problems) -> problems.stream().map(ConfigProblem::text).toList();
            case Loaded _ -> List.of();
        };
    }
}
