package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.waggle.routing.check.CheckReport;
import dev.waggle.routing.translate.TranslatorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples are routed as they say. */
class ExamplesTest {
    /** Host and context, the first two columns. */
    private static final Pattern ROUTE = Pattern.compile("(?m)^(\\S+\\.org) +(/\\S*) ");

    @ParameterizedTest
    @EnumSource
    void areRoutedWithoutAProblem(ExampleStack example) {
        CheckReport report = check(example);

        assertThat(report.hasProblems()).as(report.text()).isFalse();
        assertThat(routes(report)).containsExactlyInAnyOrderElementsOf(example.urls());
    }

    private static CheckReport check(ExampleStack example) {
        return CheckReport.of(example.file().file(), TranslatorSettings.DEFAULTS, Map.of());
    }

    private static Set<String> routes(CheckReport report) {
        return ROUTE.matcher(report.text())
                .results()
                .map(row -> "https://" + row.group(1) + withSlash(row.group(2)))
                .collect(Collectors.toSet());
    }

    private static String withSlash(String context) {
        return context.endsWith("/") ? context : context + "/";
    }

    @Test
    void setWhatTheirProgramsNeed() {
        assertThat(check(ExampleStack.WEB).text())
                .containsPattern("blog\\.example\\.org .*max-body=10m")
                .containsPattern("/shop/search .*internal-context=/v2")
                .contains("certificate only: www.blog.example.org");
        assertThat(check(ExampleStack.REGISTRY).text())
                .containsPattern("registry\\.example\\.org .*on-https=insecure")
                .containsPattern("registry\\.example\\.org .*max-body=0");
        assertThat(check(ExampleStack.WEBHOOKS).text())
                .containsPattern("/github .*internal-context=/hooks");
        assertThat(check(ExampleStack.LOGGING).text())
                .containsPattern("kibana\\.example\\.org .*auth=/run/secrets/kibana-users");
    }

    @ParameterizedTest
    @EnumSource
    void bringTheFilesThatTheyName(ExampleStack example) throws JsonProcessingException {
        JsonNode stack = new YAMLMapper().readTree(example.file().text());
        Path folder = example.file().file().resolveSibling(".");

        assertThat(Set.of("configs", "secrets"))
                .flatMap(kind ->
                        StreamSupport.stream(stack.path(kind).spliterator(), false).toList())
                .filteredOn(each -> each.has("file"))
                .allSatisfy(each ->
                        assertThat(folder.resolve(each.path("file").asText()))
                                .matches(Files::isRegularFile, "is a file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stack.yml", "stack-tcp.yml"})
    void theEdgeMayBeAskedByTheNameThatPrometheusUses(String stack) {
        String name = "tasks.edge_waggle";
        assertThat(Document.read("examples/prometheus.yml").text())
                .contains("http://" + name + ":9180/prometheus/targets");
        assertThat(Document.read(stack).text())
                .contains("WAGGLE_ADMIN_HOSTS: ${WAGGLE_ADMIN_HOSTS:-" + name + "}");
    }
}
