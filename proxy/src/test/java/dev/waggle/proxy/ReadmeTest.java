package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waggle.proxy.config.AccessLogFormat;
import dev.waggle.proxy.config.ConfigKey;
import dev.waggle.proxy.config.ConfigKeys;
import dev.waggle.proxy.config.ConfigText;
import dev.waggle.proxy.exchange.Failure;
import dev.waggle.proxy.exchange.LocalReply;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.observe.AccessLog;
import dev.waggle.proxy.observe.AccessRecord;
import dev.waggle.proxy.observe.Metric;
import dev.waggle.routing.check.CheckReport;
import dev.waggle.routing.labels.LabelReference;
import dev.waggle.routing.translate.TranslatorSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The README says what the code does. Its generated parts are written anew when this test runs with
 * {@code -Dreadme.write=true}.
 */
class ReadmeTest {
    private static final Map<String, String> GENERATED =
            Map.of(
                    "labels", String.join("\n", LabelReference.markdownRows()),
                    "configuration", ConfigText.reference(),
                    "metrics", Metric.reference());

    /** Flags that are no configuration keys. */
    private static final Set<String> OTHER_FLAGS =
            Set.of("--config", "--reference", "--help", "--version");

    /** Variables that belong to the stack files and not to the process. */
    private static final Set<String> OTHER_VARIABLES =
            Set.of(
                    "WAGGLE_CONFIG",
                    "WAGGLE_IMAGE",
                    "WAGGLE_HTTPS_PORT",
                    "WAGGLE_HTTP_PORT",
                    "WAGGLE_JAVA_OPTS");

    private final Document readme = Document.read("README.md");

    @ParameterizedTest
    @ValueSource(strings = {"labels", "configuration", "metrics"})
    void holdsTheReferencesThatTheCodeMakes(String part) {
        String wanted = GENERATED.getOrDefault(part, "").strip();
        Document current =
                Boolean.getBoolean("readme.write") ? readme.rewrite(part, wanted) : readme;

        assertThat(current.generated(part))
                .as(
                        "the part '%s' of README.md differs from the code; write it anew with"
                                + " ./test fast -pl proxy -am -Dtest=ReadmeTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dreadme.write=true",
                        part)
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CHANGELOG.md"})
    void linksLeadSomewhere(String document) {
        assertThat(Document.read(document).brokenLinks()).isEmpty();
    }

    @Test
    void namesOnlyFlagsThatExist() {
        Set<String> known =
                keys().filter(key -> !key.secret())
                        .map(ConfigKey::flag)
                        .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(OTHER_FLAGS);

        // Lines of other programs have flags of their own.
        Stream<String> named =
                readme.all("^(?!.*\\b(docker|curl|mvn) ).*$").flatMap(ReadmeTest::flagsOf);

        assertThat(named).isNotEmpty().isSubsetOf(known);
    }

    private static Stream<String> flagsOf(String line) {
        return new Document(Path.of("README.md"), line).all("(?<![-\\w!])--[a-z][a-z0-9-]*");
    }

    @Test
    void namesOnlyVariablesThatExist() {
        Set<String> known =
                keys().map(ConfigKey::variable).collect(Collectors.toCollection(TreeSet::new));
        known.addAll(OTHER_VARIABLES);

        assertThat(readme.all("WAGGLE_[A-Z0-9_]*[A-Z0-9]")).isNotEmpty().isSubsetOf(known);
    }

    @Test
    void hasEveryStatusThatARefusalOrAFailureBecomes() {
        Stream<Integer> refusals = Arrays.stream(Refusal.values()).map(Refusal::status);
        Stream<Integer> failures =
                Arrays.stream(Failure.Kind.values())
                        .map(kind -> LocalReply.of(Failure.upstream(kind, "any")).status());
        Set<String> sent =
                Stream.concat(refusals, failures).map(Object::toString).collect(Collectors.toSet());

        assertThat(readme.all("(?<=^\\| )[1-5][0-9][0-9](?= \\|)")).containsAll(sent);
    }

    @Test
    void hasEveryKeyOfTheJsonAccessLog() throws JsonProcessingException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = new AccessLog(AccessLogFormat.JSON, 64 * 1024, out);
        log.start();
        log.writer().write(new AccessRecord());
        log.close();

        JsonNode line = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));

        String section = readme.text().substring(readme.text().indexOf("## Access log"));
        assertThat(line.properties())
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(section).contains("`" + entry.getKey() + "`"));
    }

    @Test
    void itsStackIsRoutedWithoutAProblem(@TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("stack.yml"),
                        readme.codeBlock("routing-host: blog.example.org"));

        CheckReport report = CheckReport.of(file, TranslatorSettings.DEFAULTS, Map.of());

        assertThat(report.text()).contains("blog.example.org");
        assertThat(report.hasProblems()).as(report.text()).isFalse();
    }

    @Test
    void hasEveryPageOfTheAdminListener() {
        assertThat(readme.text())
                .contains(
                        "/health/live",
                        "/health/ready",
                        "/metrics",
                        "/api/routes",
                        "/api/problems",
                        "/api/certificates");
    }

    private static Stream<ConfigKey<?>> keys() {
        return ConfigKeys.ALL.stream();
    }
}
