package dev.waggle.routing.labels;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Affinity;
import dev.waggle.routing.Balance;
import dev.waggle.routing.EndpointLimits;
import dev.waggle.routing.EndpointOptions;
import dev.waggle.routing.HealthCheck;
import dev.waggle.routing.RouteOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointLabelsTest {
    private static ServiceLabels decode(String... labels) {
        Map<String, String> all = new HashMap<>();
        all.put("routing-host", "a.example");
        all.put("routing-port", "80");
        for (int i = 0; i < labels.length; i += 2) {
            all.put(labels[i], labels[i + 1]);
        }
        return new LabelDecoder(new AuthFolders(List.of()), RouteOptions.DEFAULTS)
                .decode("web", all);
    }

    private static EndpointOptions options(String... labels) {
        ServiceLabels decoded = decode(labels);
        assertThat(decoded.problems()).isEmpty();
        return decoded.routes().getFirst().options().endpoints();
    }

    @ParameterizedTest
    @EnumSource
    void everyWayToBalanceIsReadAsItIsWritten(Balance.ByTurnOrLoad balance) {
        assertThat(options("routing-balance", balance.text()).balance()).isEqualTo(balance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash:address", "hash:header:X-User", "hash:cookie:session"})
    void everyKeyOfAHashIsReadAsItIsWritten(String text) {
        Balance balance = requireNonNull(options("routing-balance", text).balance());
        assertThat(balance).isInstanceOf(Balance.Hash.class);
        assertThat(balance.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "hash:", "hash:header", "hash:header:", "hash:cookie:a b"})
    void aHashWithoutAUsableKeyIsAProblem(String text) {
        ServiceLabels decoded = decode("routing-balance", text);
        assertThat(decoded.problems()).hasSize(1);
        assertThat(decoded.routes().getFirst().options().endpoints().balance()).isNull();
    }

    @Test
    void whichEndpointsComeFirstIsRead() {
        assertThat(options("routing-sticky", "srv", "routing-prefer", "LOCAL").affinity())
                .isEqualTo(new Affinity("srv", true));
        assertThat(options("routing-prefer", "any").affinity()).isEqualTo(Affinity.NONE);
        assertThat(decode("routing-sticky", "a;b").problems()).hasSize(1);
        assertThat(decode("routing-prefer", "near").problems()).hasSize(1);
    }

    @Test
    void howMuchAnEndpointGetsIsRead() {
        assertThat(options("routing-max-connections", "20", "routing-max-requests", "7").limits())
                .isEqualTo(new EndpointLimits(20, 7));
        assertThat(options().limits()).isEqualTo(EndpointLimits.NONE);
        assertThat(decode("routing-max-requests", "0").problems()).hasSize(1);
        assertThat(decode("routing-max-connections", "many").problems()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        // connections, requests allowed; requests, connections there; HTTP/2; reached
        "0, 0, 99, 99, false, false",
        "0, 5, 4, 9, false, false",
        "0, 5, 5, 9, false, true",
        "3, 0, 2, 3, false, false", // one is idle
        "3, 0, 3, 3, false, true",
        "3, 0, 2, 2, false, false",
        "3, 0, 300, 3, true, false",
        "3, 300, 300, 3, true, true"
    })
    void anEndpointIsFullWhenALimitIsReached(
            int maxConnections,
            int maxRequests,
            int requests,
            int connections,
            boolean http2,
            boolean reached) {
        assertThat(
                        new EndpointLimits(maxConnections, maxRequests)
                                .isReached(requests, connections, http2))
                .isEqualTo(reached);
    }

    @Test
    void theNumberOfEndpointsDecidesWhereNothingIsSaid() {
        EndpointOptions options = options();
        assertThat(options.balanceOf(2)).isEqualTo(Balance.ByTurnOrLoad.ROUND_ROBIN);
        assertThat(options.slowStartOf(2)).isEqualTo(Duration.ZERO);
        assertThat(options.balanceOf(3)).isEqualTo(Balance.ByTurnOrLoad.LEAST_REQUESTS);
        assertThat(options.slowStartOf(3)).isEqualTo(Duration.ofSeconds(10));
        assertThat(options("routing-slow-start", "3s").slowStartOf(2))
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aHealthCheckNeedsItsPathAlone() {
        assertThat(options("routing-health-path", "/up?deep=1").health())
                .isEqualTo(
                        new HealthCheck.Path(
                                "/up?deep=1",
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(2),
                                List.of(new HealthCheck.Statuses(200, 399))));
        assertThat(options("routing-health-interval", "1s").health()).isNull();
    }

    @Test
    void allOfAHealthCheckIsRead() {
        HealthCheck health =
                options(
                                "routing-health-path", "/up",
                                "routing-health-interval", "1s",
                                "routing-health-timeout", "500ms",
                                "routing-health-status", "200-204, 401")
                        .health();
        assertThat(health)
                .isEqualTo(
                        new HealthCheck.Path(
                                "/up",
                                Duration.ofSeconds(1),
                                Duration.ofMillis(500),
                                List.of(
                                        new HealthCheck.Statuses(200, 204),
                                        new HealthCheck.Statuses(401, 401))));
    }

    @Test
    void gRpcsOwnHealthServiceIsAskedOverHttp2Only() {
        assertThat(options("routing-health-path", "grpc", "routing-protocol", "grpc").health())
                .isEqualTo(new HealthCheck.Grpc("", Duration.ofSeconds(10), Duration.ofSeconds(2)));
        HealthCheck one =
                requireNonNull(
                        options(
                                        "routing-health-path", "grpc:shop.Cart",
                                        "routing-protocol", "h2c",
                                        "routing-health-timeout", "1s")
                                .health());
        assertThat(one)
                .isEqualTo(
                        new HealthCheck.Grpc(
                                "shop.Cart", Duration.ofSeconds(10), Duration.ofSeconds(1)));
        assertThat(one.text()).isEqualTo("grpc:shop.Cart");
        assertThat(decode("routing-health-path", "grpc").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("HTTP/2"));
        assertThat(decode("routing-health-path", "grpc:a b").problems()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "routing-balance | random",
                "routing-slow-start | soon",
                "routing-slow-start | 2h",
                "routing-health-path | up",
                "routing-health-path | /a b",
                "routing-health-path | /a#b",
                "routing-health-interval | 10ms",
                "routing-health-timeout | 2m",
                "routing-health-status | 99",
                "routing-health-status | 200-",
                "routing-health-status | 300-200",
                "routing-health-status | 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17",
            })
    void whatCannotBeReadIsAProblemAndKeepsTheDefault(String label, String value) {
        ServiceLabels decoded = decode(label, value);
        assertThat(decoded.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.label()).isEqualTo(label));
        assertThat(decoded.routes().getFirst().options()).isEqualTo(RouteOptions.DEFAULTS);
    }
}
