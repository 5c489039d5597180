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
import java.util.List;
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

    /**
     * One or more links to the class of the same name; {@link #linksLeadSomewhere} follows them.
     */
    private static final String TESTS =
            "\\[(\\w+Test)]\\(\\S*/\\1\\.java\\)(, \\[(\\w+Test)]\\(\\S*/\\3\\.java\\))*";

    /** What the systems of a home lab need from the edge, and what else was promised. */
    private static final List<String> RUNS_BEHIND_IT =
            List.of(
                    "Ghost",
                    "Flask, `http.server`",
                    "webhook receiver",
                    "private registry",
                    "Kibana behind a password",
                    "Grafana",
                    "Prometheus",
                    "Fluentd",
                    "Portainer, Elasticsearch, node exporter: no label, not reachable",
                    "Let's Encrypt",
                    "certificates from elsewhere",
                    "Docker's API through a TCP proxy",
                    "Swarm secrets",
                    "Cloudflare or another proxy in front",
                    "ingress mesh: say that it hides addresses",
                    "gRPC",
                    "WebSocket on HTTP/2",
                    "a browser",
                    "Git over http",
                    "WebDAV",
                    "events, a download of 5 GB, a slow upload",
                    "containers without a Swarm");

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
    void saysForEachSystemWhichTestHasIt() {
        int start = readme.text().indexOf("## What runs behind it");
        int end = readme.text().indexOf("\n## ", start + 1);
        Document section = new Document(readme.file(), readme.text().substring(start, end));
        Map<String, String> testsBySystem =
                section.all("^\\| .* \\|$")
                        .map(row -> row.split(" \\| ", -1))
                        .collect(Collectors.toMap(row -> row[0].substring(2), row -> row[1]));

        assertThat(testsBySystem).containsKeys(RUNS_BEHIND_IT.toArray(String[]::new));
        testsBySystem.remove("what");
        assertThat(testsBySystem.values())
                .allMatch(tests -> tests.equals("not yet") || tests.matches(TESTS));
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
