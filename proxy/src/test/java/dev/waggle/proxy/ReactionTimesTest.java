package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Draining;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.Upstream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReactionTimesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant BEFORE = NOW.minusSeconds(1);
    private static final Draining DRAIN = new Draining(NOW, Draining.USUAL_GRACE);

    private final ReactionTimes times = new ReactionTimes();

    private static Endpoint task(String id) {
        return Endpoint.of("web", id, "", "10.0.0.1", 80);
    }

    private static Endpoint draining(String id) {
        return Endpoint.of("web", id, "", "10.0.0.1", 80, DRAIN);
    }

    private static RouteTable table(Endpoint... endpoints) {
        return new RouteTable(
                List.of(
                        new Route(
                                "web",
                                HostPattern.parse("a.example"),
                                PathPrefix.ROOT,
                                null,
                                0,
                                new Upstream("web", List.of(endpoints), ""),
                                RouteOptions.DEFAULTS)),
                List.of(),
                List.of(),
                List.of());
    }

    private void publish(RouteTable before, RouteTable after) {
        times.published(NOW, before, after, Map.of("t1", BEFORE, "t2", NOW.plusSeconds(1)));
    }

    private static Map<String, Double> all(double seconds) {
        return Map.of("0", seconds, "0.5", seconds, "1", seconds);
    }

    @Test
    void aNewTaskOfAServiceThatHadTasksCounts() {
        publish(table(task("t0")), table(task("t0"), task("t1")));
        assertThat(times.quantiles()).isEqualTo(all(1));
    }

    @Test
    void aTaskThatBeginsToDrainCountsOnce() {
        publish(table(task("t1")), table(draining("t1")));
        publish(table(draining("t1")), table(draining("t1")));
        assertThat(times.quantiles()).isEqualTo(all(1));
    }

    @Test
    void whatARouteThatStayedLeadsToIsKnown() {
        RouteTable before = table(task("t0"));
        Route stayed = before.routes().getFirst();
        Route added =
                new Route(
                        "web",
                        HostPattern.parse("b.example"),
                        PathPrefix.ROOT,
                        null,
                        0,
                        new Upstream("web", List.of(task("t0"), task("t1")), ""),
                        RouteOptions.DEFAULTS);
        publish(before, new RouteTable(List.of(stayed, added), List.of(), List.of(), List.of()));
        assertThat(times.quantiles()).isEqualTo(all(1));
    }

    @Test
    void aClockThatIsAheadMakesNoNegativeTime() {
        publish(table(task("t0")), table(task("t0"), task("t2")));
        assertThat(times.quantiles()).isEqualTo(all(0));
    }

    @Test
    void neitherTheFirstTableNorANewPortNorATaskThatNobodyWroteDownSaysAnything() {
        publish(RouteTable.EMPTY, table(task("t1")));
        publish(table(task("t1")), table(Endpoint.of("web", "t1", "", "10.0.0.1", 81)));
        publish(table(task("t0")), table(task("t0"), task("t9")));
        publish(table(task("t0")), table(task("t0"), draining("t1")));
        assertThat(times.quantiles()).isEmpty();
    }
}
