package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.Document;
import dev.waggle.proxy.real.Command;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prometheus's own tool takes the alert rules, and they fire when they should and only then. */
@Tag("real")
class AlertRulesOnPromtoolTest {
    @Test
    void areValid() {
        promtool("check", "waggle-rules.yml");
    }

    @Test
    void fireWhenTheyShouldAndOnlyThen() {
        promtool("test", "waggle-rules-test.yml");
    }

    private static void promtool(String verb, String name) {
        String file = Document.read("docs/prometheus/" + name).file().toString();
        Command.Finished finished = Command.of("promtool", verb, "rules", file).run();
        assertThat(finished.status()).as("%s", finished).isZero();
        assertThat(finished.output()).contains("SUCCESS");
    }
}
