package dev.waggle.proxy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Draining;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Problem;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.Upstream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The watch with a clock moved by hand, and endpoints that answer probes as the test says. */
class EndpointsTest {
    private record Probe(Endpoint endpoint, Duration patience, Consumer<ProbeResult> result) {}

    private final List<Probe> probes = new ArrayList<>();
    private long now = 1;
    private int news;
    private final Endpoints endpoints =
            new Endpoints(
                    (_, it, patience, result) -> probes.add(new Probe(it, patience, result)),
                    () -> now,
                    () -> Instant.EPOCH.plusNanos(now),
                    () -> news++);

    private static Endpoint endpoint(String task, boolean draining) {
        Draining drain =
                draining ? new Draining(Instant.EPOCH.plusSeconds(1), Duration.ofSeconds(7)) : null;
        return Endpoint.of("web", task, "node", "10.0.0.1", 80, drain);
    }

    private static Route route(Endpoint... all) {
        return new Route(
                "web",
                HostPattern.parse("a.example"),
                PathPrefix.ROOT,
                null,
                0,
                new Upstream("web", List.of(all), all.length == 0 ? "none" : ""),
                RouteOptions.DEFAULTS);
    }

    private void follow(Endpoint... all) {
        endpoints.follow(List.of(route(all)));
    }

    private String state(Endpoint endpoint) {
        EndpointState state = endpoints.current().of(endpoint.id());
        return state == null ? "none" : state.word();
    }

    private void answer(ProbeResult result) {
        List<Probe> asked = List.copyOf(probes);
        probes.clear();
        asked.forEach(probe -> probe.result().accept(result));
        endpoints.step();
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        endpoints.step();
    }

    @Test
    void anEndpointThatAWitnessLacksIsAvoidedUntilItHasAnswered() {
        Endpoint one = endpoint("t1", false);
        Endpoint leaving = endpoint("t2", true);
        follow(one, leaving);
        endpoints.step();
        answer(ProbeResult.PASSED);
        assertThat(endpoints.services()).containsExactly("web");
        endpoints.heard("web", Set.of("10.0.0.1"));
        endpoints.heard("other", Set.of("10.0.0.2"));
        assertThat(state(one)).isEqualTo("up");

        endpoints.heard("web", Set.of("10.0.0.2"));
        assertThat(state(one)).isEqualTo("suspect");
        assertThat(state(leaving)).isEqualTo("draining");
        endpoints.step();
        answer(ProbeResult.PASSED);
        assertThat(state(one)).isEqualTo("up");
    }

    /** Where no manager answers, its address may have been given to the task of another service. */
    @Test
    void aDeadEndpointThatTheDnsDoesNotNameIsNotLookedAt() {
        Endpoint one = endpoint("t1", false);
        follow(one);
        endpoints.step();
        answer(ProbeResult.PASSED);
        endpoints.heard("web", Set.of("10.0.0.2"));
        while (!state(one).equals("ejected")) {
            pass(100);
            answer(new ProbeResult.Unreachable("connect-timeout"));
        }

        for (int second = 0; second < 60; second++) {
            endpoints.heard("web", Set.of("10.0.0.2"));
            pass(1_000);
        }
        assertThat(probes).isEmpty();
        pass(EndpointTransitions.DOUBT / 1_000_000 + 1_000);
        answer(ProbeResult.PASSED);
        assertThat(state(one)).isEqualTo("up");
    }

    @Test
    void aNewEndpointIsProbedOnceAndThenUp() {
        Endpoint one = endpoint("t1", false);
        follow(one);
        assertThat(state(one)).isEqualTo("probing");
        endpoints.step();
        endpoints.step();
        assertThat(probes).hasSize(1);
        answer(ProbeResult.PASSED);
        assertThat(state(one)).isEqualTo("up");
        pass(60_000);
        assertThat(probes).isEmpty();
    }

    @Test
    void theWatchIsCalmWhileAllServeOrDrain() {
        Endpoint one = endpoint("t1", false);
        follow(one, endpoint("t2", true));
        assertThat(endpoints.step()).as("probing").isFalse();
        answer(ProbeResult.PASSED);
        assertThat(endpoints.step()).as("up").isTrue();
        endpoints.vitals(one.id()).connectFailed("connect-refused");
        assertThat(endpoints.step()).as("suspect").isFalse();
        answer(new ProbeResult.Unreachable("connect-refused"));
        assertThat(state(one)).isEqualTo("ejected");
        assertThat(endpoints.step()).as("ejected").isFalse();
    }

    @Test
    void whatWasKnownOfOneThatHasGoneHoldsForRequestsThatGoByTheTableBefore() {
        Endpoint one = endpoint("t1", false);
        follow(one);
        Endpoint leaving = endpoint("t1", true);
        follow(leaving);

        follow();
        assertThat(state(leaving)).isEqualTo("draining");
        assertThat(endpoints.counts()).isEmpty();
        follow();
        assertThat(state(leaving)).isEqualTo("none");
    }

    @Test
    void whatIsKnownSurvivesANewTable() {
        Endpoint one = endpoint("t1", false);
        follow(one);
        endpoints.step();
        answer(ProbeResult.PASSED);
        EndpointStates before = endpoints.current();
        Endpoint two = endpoint("t2", false);
        follow(one, two);
        assertThat(endpoints.current().of(one.id())).isSameAs(before.of(one.id()));
        assertThat(state(two)).isEqualTo("probing");
    }

    @Test
    void anEndpointThatIsGoneIsForgottenAndNewWhenItComesBack() {
        Endpoint one = endpoint("t1", false);
        follow(one);
        endpoints.step();
        answer(ProbeResult.PASSED);
        follow();
        assertThat(endpoints.current().byId()).isEmpty();
        follow(one);
        assertThat(state(one)).isEqualTo("probing");
    }

    @Test
    void anAnswerThatComesWhenItsEndpointIsGoneIsLost() {
        Endpoint one = endpoint("t1", false);
        follow(one);
        endpoints.step();
        follow();
        answer(ProbeResult.PASSED);
        assertThat(endpoints.current().byId()).isEmpty();
    }

    @Test
    void aDrainIsKnownWhenTheTableIsFollowed() {
        Endpoint one = endpoint("t1", false);
        follow(one);
        endpoints.step();
        answer(ProbeResult.PASSED);
        pass(3_000);
        follow(endpoint("t1", true));
        assertThat(state(one)).isEqualTo("draining");
        // As long ago as the source says.
        assertThat(endpoints.current().of(one.id()))
                .isEqualTo(
                        new EndpointState.Draining(
                                TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(8)));
        follow(endpoint("t1", false));
        assertThat(state(one)).isEqualTo("probing");
    }

    @Test
    void aTaskThatDoesNotListenYetIsAskedOftenAtFirst() {
        Endpoint one = endpoint("t1", false);
        follow(one);
        List<Integer> times = new ArrayList<>();
        for (int millis = 0; millis < 20_000; millis += 50) {
            pass(50);
            if (!probes.isEmpty()) {
                times.add(millis);
            }
            answer(new ProbeResult.Unreachable("connect-refused"));
        }
        // Whenever it begins to listen, it is noticed after an eighth of the time that it took.
        for (int i = 1; i < times.size(); i++) {
            int pause = times.get(i) - times.get(i - 1);
            assertThat(pause).isBetween(50, Math.min(1_050, 50 + times.get(i) / 8));
        }
        assertThat(times.getLast()).isGreaterThan(18_000);
        assertThat(endpoints.current().of(one.id()))
                .extracting(EndpointState::why)
                .isEqualTo("connect-refused");
    }

    @Test
    void aConnectionToATaskThatMayNotBeOnTheNetworkYetIsGivenUpSoonAndMadeAnew() {
        follow(endpoint("t1", false));
        Duration longest = RouteOptions.DEFAULTS.timeouts().connect();
        Duration before = Duration.ofMillis(100);
        endpoints.step();
        assertThat(probes).singleElement().extracting(Probe::patience).isEqualTo(before);
        for (int i = 0; i < 20; i++) {
            pass(1_000);
            answer(new ProbeResult.Unreachable("connect-timeout"));
            pass(1_000);
            assertThat(probes).hasSize(1);
            assertThat(probes.getFirst().patience()).isBetween(before, longest);
            before = probes.getFirst().patience();
        }
        assertThat(before).isEqualTo(longest);
    }

    @Test
    void anEndpointThatServesIsGivenTheWholeTimeToConnect() {
        Endpoint one = endpoint("t1", false);
        follow(one);
        endpoints.step();
        answer(ProbeResult.PASSED);
        endpoints.vitals(one.id()).connectFailed("connect-timeout");
        endpoints.step();
        assertThat(probes)
                .singleElement()
                .extracting(Probe::patience)
                .isEqualTo(RouteOptions.DEFAULTS.timeouts().connect());
    }

    @Test
    void whoeverWaitsForAnEndpointIsToldAsSoonAsItIsUp() {
        follow(endpoint("t1", false));
        endpoints.step();
        int before = news;
        answer(ProbeResult.PASSED);
        assertThat(news).isEqualTo(before + 1);
        pass(1_000);
        assertThat(news).isEqualTo(before + 1);
    }

    @Test
    void aFailedConnectionMakesAnEndpointSuspectAndItsProbeDecides() {
        Endpoint one = endpoint("t1", false);
        follow(one);
        endpoints.step();
        answer(ProbeResult.PASSED);
        endpoints.vitals(one.id()).connectFailed("connect-refused");
        endpoints.step();
        assertThat(state(one)).isEqualTo("suspect");
        assertThat(probes).hasSize(1);
        answer(new ProbeResult.Unreachable("connect-refused"));
        assertThat(state(one)).isEqualTo("ejected");
        assertThat(endpoints.ejections()).isEqualTo(Map.of("unreachable", 1.0));
        pass(999);
        assertThat(probes).isEmpty();
        pass(1);
        assertThat(probes).hasSize(1);
        answer(ProbeResult.PASSED);
        assertThat(state(one)).isEqualTo("up");
        assertThat(endpoints.counts()).isEqualTo(Map.of("up", 1.0));
    }

    @Test
    void anEndpointThatFailsItsRequestsWhileAnotherServesIsTakenOut() {
        Endpoint good = Endpoint.of("web", "t1", "node", "10.0.0.1", 80);
        Endpoint bad = Endpoint.of("web", "t2", "node", "10.0.0.2", 80);
        follow(good, bad);
        endpoints.step();
        answer(ProbeResult.PASSED);
        EndpointLoad goodLoad = endpoints.vitals(good.id()).join();
        EndpointLoad badLoad = endpoints.vitals(bad.id()).join();
        for (int i = 0; i < 20; i++) {
            goodLoad.answered();
            badLoad.failed();
        }
        pass(4_900);
        assertThat(state(bad)).isEqualTo("up");
        pass(100);
        assertThat(state(bad)).isEqualTo("ejected");
        assertThat(state(good)).isEqualTo("up");
        assertThat(endpoints.ejections()).isEqualTo(Map.of("errors", 1.0));
        pass(1_000);
        answer(ProbeResult.PASSED);
        assertThat(state(bad)).isEqualTo("up");
        pass(60_000);
        assertThat(state(bad)).as("what was counted counts once").isEqualTo("up");
    }

    @Test
    void nothingIsPublishedWhenNothingChanges() {
        follow(endpoint("t1", false));
        endpoints.step();
        answer(ProbeResult.PASSED);
        EndpointStates before = endpoints.current();
        pass(1_000);
        assertThat(endpoints.current()).isSameAs(before);
    }

    @Test
    void aTaskThatNeverListensIsAProblemThatNamesItsPortLabel() {
        follow(endpoint("t1", false));
        for (int i = 0; i < 22; i++) {
            pass(1_000);
            answer(new ProbeResult.Unreachable("connect-refused"));
            if (i < 19) {
                assertThat(endpoints.problems()).isEmpty();
            }
        }
        assertThat(endpoints.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.service()).isEqualTo("web");
                    assertThat(problem.label()).isEqualTo("routing-port");
                    assertThat(problem.value()).isEqualTo("10.0.0.1:80");
                })
                .extracting(Problem::message)
                .asString()
                .contains("connect-refused");
        pass(1_000);
        answer(ProbeResult.PASSED);
        assertThat(endpoints.problems()).isEmpty();
    }
}
