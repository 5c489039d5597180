package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.RouteTable;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.translate.Translator;
import dev.waggle.routing.translate.TranslatorSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which route a host is named after: a table has those of a host in the order of contexts. */
class FirstRoutesTest {
    private final FirstRoutes routes =
            new FirstRoutes(
                    table(
                            service("shop", "a.example", "/shop"),
                            service("blog", "a.example", "/"),
                            service("wiki", "*.b.example", "/")));

    @Test
    void aHostWithSeveralRoutesHasTheFirstOfTheTable() {
        assertThat(routes.of(List.of("a.example"))).isEqualTo("blog");
    }

    @Test
    void ofSeveralHostsTheOneThatIsFirstInTheTableCounts() {
        assertThat(routes.of(List.of("a.example", "*.b.example"))).isEqualTo("wiki");
    }

    @Test
    void aHostThatHasNoRouteHasNoName() {
        assertThat(routes.of(List.of("c.example"))).isEmpty();
        assertThat(routes.of(List.of("c.example", "*.b.example"))).isEqualTo("wiki");
    }

    private static RouteTable table(ServiceState... services) {
        return Translator.translate(
                List.of(new SourceState(List.of(services))), TranslatorSettings.DEFAULTS);
    }

    private static ServiceState service(String name, String host, String context) {
        return new ServiceState(
                name,
                name,
                Instant.EPOCH,
                Map.of("routing-host", host, "routing-port", "80", "routing-context", context),
                Map.of(),
                List.of());
    }
}
