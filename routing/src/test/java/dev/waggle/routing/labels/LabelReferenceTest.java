package dev.waggle.routing.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.RouteOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LabelReferenceTest {
    @Test
    void hasOneRowForEachKeyInTheOrderOfTheTable() {
        List<String> rows = LabelReference.markdownRows();

        assertThat(rows).hasSize(LabelKey.values().length + 2);
        assertThat(rows).allMatch(row -> row.startsWith("|") && row.endsWith("|"));
        assertThat(rows).allMatch(row -> row.chars().filter(c -> c == '|').count() == 5);
        assertThat(rows)
                .contains(
                        "| `routing-max-body` | size such as `512k`, `10m`, `1g`, at most"
                                + " `1048576g`; `0` = no limit | `1m`; `0` for `grpc` | Largest request"
                                + " body; over it: 413. Not applied to tunnels. |");
    }

    @Test
    void hasEveryKeyOfTheLanguage() {
        assertThat(Arrays.stream(LabelKey.values()).map(LabelKey::key))
                .containsExactlyInAnyOrder(
                        "host",
                        "port",
                        "context",
                        "internal-context",
                        "priority",
                        "network",
                        "protocol",
                        "on-https",
                        "upstream-name",
                        "max-body",
                        "auth",
                        "auth-realm",
                        "extra-hosts",
                        "tls",
                        "cert-names",
                        "balance",
                        "sticky",
                        "prefer",
                        "health-path",
                        "health-interval",
                        "health-timeout",
                        "health-status",
                        "slow-start",
                        "connect-timeout",
                        "response-timeout",
                        "idle-timeout",
                        "retries",
                        "wait",
                        "drain-streams",
                        "max-connections",
                        "max-pending",
                        "max-requests",
                        "rate-limit",
                        "in-flight-limit",
                        "allow-from",
                        "compress",
                        "hsts",
                        "redirect-to",
                        "forward-auth",
                        "forward-auth-headers",
                        "request-header.",
                        "response-header.",
                        "cors",
                        "proxy-protocol",
                        "prometheus-job",
                        "prometheus-port");
    }

    @ParameterizedTest
    @EnumSource(LabelKey.class)
    void theDecoderKnowsEveryKeyOfTheTable(LabelKey key) {
        String label = key.label();
        LabelDecoder decoder = new LabelDecoder(AuthFolders.DEFAULT, RouteOptions.DEFAULTS);
        var problems = decoder.decode("web", Map.of(label, "\u0001")).problems();

        assertThat(problems).anyMatch(p -> p.label().equals(label));
        assertThat(problems).noneMatch(p -> p.message().equals("there is no such label"));
    }
}
