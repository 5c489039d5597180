package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.HostPattern;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Problem;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.Upstream;
import dev.waggle.routing.UpstreamTls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnprovenTasksTest {
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final UnprovenTasks tasks = new UnprovenTasks(() -> now);
    private final Route verified = route("shop_web:api", UpstreamTls.Mode.VERIFY);

    @Test
    void aTaskThatCannotProveItsNameIsAProblemThatSuggestsInsecure() {
        tasks.failed("certificate-not-trusted", verified);
        List<Problem> problems = tasks.problems(table(verified));
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().service()).isEqualTo("shop_web");
        assertThat(problems.getFirst().label()).isEqualTo("routing.api.on-https");
        assertThat(problems.getFirst().fix()).contains("routing.api.upstream-name", "insecure");
    }

    @Test
    void otherFailuresAreNone() {
        tasks.failed("connect-refused", verified);
        assertThat(tasks.problems(table(verified))).isEmpty();
    }

    @Test
    void theProblemGoesWhenTheRouteAsksForNoProofAnyMore() {
        tasks.failed("certificate-not-trusted", verified);
        assertThat(tasks.problems(table(route("shop_web:api", UpstreamTls.Mode.INSECURE))))
                .isEmpty();
        assertThat(tasks.problems(table(verified))).isEmpty();
    }

    @Test
    void theProblemGoesWhenItHasNotHappenedForAWhile() {
        tasks.failed("certificate-not-trusted", verified);
        now = now.plus(Duration.ofMinutes(4));
        assertThat(tasks.problems(table(verified))).hasSize(1);
        now = now.plus(Duration.ofMinutes(2));
        assertThat(tasks.problems(table(verified))).isEmpty();
    }

    private static RouteTable table(Route route) {
        return new RouteTable(List.of(route), List.of(), List.of(), List.of());
    }

    private static Route route(String name, UpstreamTls.Mode mode) {
        RouteOptions usual = RouteOptions.DEFAULTS;
        return new Route(
                name,
                HostPattern.parse("shop.example"),
                PathPrefix.ROOT,
                null,
                0,
                new Upstream("shop_web", List.of(), "shop_web has no running task"),
                new RouteOptions(
                        new UpstreamTls(mode, null),
                        usual.maxBodyBytes(),
                        usual.auth(),
                        usual.tls(),
                        usual.certNames(),
                        usual.timeouts(),
                        usual.retries()));
    }
}
