package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waggle.proxy.observe.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboard can be imported, and shows what Waggle really exports. */
class DashboardTest {
    private static final int OLDEST_SCHEMA = 39;

    private final JsonNode dashboard = read();

    private static JsonNode read() {
        try {
            return new JsonMapper().readTree(Document.read("docs/grafana/waggle.json").text());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void asksWhichPrometheusItIsFor() {
        JsonNode input = dashboard.path("__inputs").path(0);
        assertThat(input.path("type").asText()).isEqualTo("datasource");
        assertThat(input.path("pluginId").asText()).isEqualTo("prometheus");
        assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(OLDEST_SCHEMA);
        assertThat(dashboard.has("id") && dashboard.path("id").isNull()).isTrue();

        String variable = "${" + input.path("name").asText() + "}";
        assertThat(
                        dashboard.findValues("datasource").stream()
                                .filter(source -> source.path("type").asText().equals("prometheus"))
                                .map(source -> source.path("uid").asText()))
                .isNotEmpty()
                .containsOnly(variable);
    }

    @Test
    void usesOnlyMetricsThatExist() {
        assertThat(used()).isNotEmpty().isSubsetOf(PromExpression.exportedMetrics());
    }

    @Test
    void selectsOnlyByLabelsThatExist() {
        assertThat(expressions().flatMap(PromExpression::selected))
                .isNotEmpty()
                .allMatch(PromExpression.Selected::exists);
    }

    @Test
    void showsEveryMetricOfWaggle() {
        Set<String> shown =
                used().stream()
                        .map(name -> name.replaceFirst("_bucket$", ""))
                        .collect(Collectors.toSet());
        assertThat(shown)
                .containsAll(Arrays.stream(Metric.values()).map(Metric::fullName).toList());
    }

    @Test
    void givesEveryPanelATitleAndAnIdOfItsOwn() {
        List<JsonNode> panels = panels().toList();
        assertThat(panels)
                .allSatisfy(panel -> assertThat(panel.path("title").asText()).isNotBlank());
        assertThat(panels.stream().map(panel -> panel.path("id").asInt())).doesNotHaveDuplicates();
    }

    private Set<String> used() {
        return expressions()
                .flatMap(expression -> expression.metrics().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<PromExpression> expressions() {
        return panels().flatMap(panel -> panel.path("targets").valueStream())
                .map(target -> new PromExpression(target.path("expr").asText()));
    }

    private Stream<JsonNode> panels() {
        return dashboard.path("panels").valueStream();
    }
}
