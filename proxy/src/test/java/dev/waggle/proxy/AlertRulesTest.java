package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The alert rules ask for what Waggle really exports, and each of them has a test of its own. */
class AlertRulesTest {
    private static final String FOLDER = "docs/prometheus/";

    private final List<JsonNode> rules =
            read("waggle-rules.yml")
                    .path("groups")
                    .valueStream()
                    .flatMap(group -> group.path("rules").valueStream())
                    .toList();

    private static JsonNode read(String name) {
        try {
            return new YAMLMapper().readTree(Document.read(FOLDER + name).text());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void useOnlyMetricsAndLabelsThatExist() {
        assertThat(rules)
                .isNotEmpty()
                .map(rule -> new PromExpression(rule.path("expr").asText()))
                .allSatisfy(rule ->
                        assertThat(rule.metrics())
                                .isNotEmpty()
                                .isSubsetOf(PromExpression.exportedMetrics()))
                .allSatisfy(rule ->
                        assertThat(rule.selected()).allMatch(PromExpression.Selected::exists));
    }

    @Test
    void areEachShownToFireAndNotToFire() {
        List<JsonNode> cases =
                read("waggle-rules-test.yml")
                        .path("tests")
                        .valueStream()
                        .flatMap(test -> test.path("alert_rule_test").valueStream())
                        .toList();
        assertThat(rules)
                .map(rule -> rule.path("alert").asText())
                .allSatisfy(alert ->
                        assertThat(cases)
                                .filteredOn(it -> it.path("alertname").asText().equals(alert))
                                .map(it -> it.path("exp_alerts").isEmpty())
                                .contains(true, false));
    }
}
