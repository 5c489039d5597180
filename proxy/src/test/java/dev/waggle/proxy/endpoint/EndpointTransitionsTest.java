package dev.waggle.proxy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.endpoint.EndpointEvent.ConnectFailed;
import dev.waggle.proxy.endpoint.EndpointEvent.Doubted;
import dev.waggle.proxy.endpoint.EndpointEvent.DrainBegan;
import dev.waggle.proxy.endpoint.EndpointEvent.DrainCancelled;
import dev.waggle.proxy.endpoint.EndpointEvent.Misbehaved;
import dev.waggle.proxy.endpoint.EndpointEvent.Probed;
import dev.waggle.proxy.endpoint.EndpointEvent.TimePassed;
import dev.waggle.proxy.endpoint.EndpointState.Draining;
import dev.waggle.proxy.endpoint.EndpointState.Ejected;
import dev.waggle.proxy.endpoint.EndpointState.Ejected.Cause;
import dev.waggle.proxy.endpoint.EndpointState.Probing;
import dev.waggle.proxy.endpoint.EndpointState.SlowStart;
import dev.waggle.proxy.endpoint.EndpointState.Suspect;
import dev.waggle.proxy.endpoint.EndpointState.Up;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EndpointTransitionsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long NOW = 100 * SECOND;
    private static final EndpointRules RULES = EndpointRules.DEFAULTS;

    private static final EndpointEvent PASSED = new Probed(ProbeResult.PASSED);
    private static final EndpointEvent REFUSED =
            new Probed(new ProbeResult.Unreachable("connect-refused"));
    private static final EndpointEvent UNWELL = new Probed(new ProbeResult.Unhealthy("status-500"));
    private static final EndpointEvent CONNECT = new ConnectFailed("connect-timeout");
    private static final EndpointEvent ERRORS = new Misbehaved("errors");
    private static final EndpointEvent DOUBT = new Doubted("not-in-dns");
    private static final EndpointEvent DRAIN = new DrainBegan(NOW - 3, NOW + 9);
    private static final EndpointEvent TIME = new TimePassed();

    private static final EndpointState PROBING = new Probing(1, 0, "");
    private static final EndpointState FAILING = new Probing(1, 3, "connect-refused");
    private static final EndpointState WARMING = new SlowStart(1, NOW + 1);
    private static final EndpointState UP = new Up(1);
    private static final EndpointState SUSPECT = new Suspect(1, 1, "why");
    private static final EndpointState DOUBTED = new Suspect(1, 0, "why");
    private static final EndpointState EJECTED = new Ejected(1, NOW + 1, Cause.ERRORS, "why");
    private static final EndpointState DUE = new Ejected(1, NOW, Cause.UNHEALTHY, "why");
    private static final EndpointState DEAD = new Ejected(1, NOW + 1, Cause.UNREACHABLE, "why");
    private static final EndpointState DRAINING = new Draining(1, NOW + 9);

    static Stream<Arguments> table() {
        return Stream.of(
                row(PROBING, PASSED, new Up(NOW)),
                row(PROBING, REFUSED, new Probing(1, 1, "connect-refused")),
                row(PROBING, UNWELL, new Probing(1, 1, "status-500")),
                row(PROBING, CONNECT, new Probing(1, 1, "connect-timeout")),
                row(PROBING, ERRORS, PROBING),
                row(PROBING, DOUBT, PROBING),
                row(PROBING, TIME, PROBING),
                row(FAILING, PASSED, new Up(NOW)),
                row(FAILING, REFUSED, new Probing(1, 4, "connect-refused")),
                row(WARMING, PASSED, WARMING),
                row(WARMING, CONNECT, new Suspect(NOW, 1, "connect-timeout")),
                row(WARMING, TIME, WARMING),
                row(new SlowStart(1, NOW), TIME, new Up(NOW)),
                row(UP, PASSED, UP),
                row(UP, REFUSED, new Suspect(NOW, 1, "connect-refused")),
                row(UP, UNWELL, new Suspect(NOW, 1, "status-500")),
                row(UP, CONNECT, new Suspect(NOW, 1, "connect-timeout")),
                row(UP, ERRORS, ejected(1, Cause.ERRORS, "errors")),
                row(UP, DOUBT, new Suspect(NOW, 0, "not-in-dns")),
                row(UP, TIME, UP),
                row(
                        DEAD,
                        DOUBT,
                        new Ejected(1, NOW + EndpointTransitions.DOUBT, Cause.UNREACHABLE, "why")),
                row(EJECTED, DOUBT, EJECTED),
                row(DOUBTED, REFUSED, new Suspect(1, 1, "connect-refused")),
                row(DOUBTED, PASSED, new Up(NOW)),
                row(SUSPECT, PASSED, new Up(NOW)),
                row(SUSPECT, REFUSED, ejected(1, Cause.UNREACHABLE, "connect-refused")),
                row(SUSPECT, CONNECT, ejected(1, Cause.UNREACHABLE, "connect-timeout")),
                row(SUSPECT, UNWELL, ejected(1, Cause.UNHEALTHY, "status-500")),
                row(SUSPECT, ERRORS, ejected(1, Cause.ERRORS, "errors")),
                row(SUSPECT, DOUBT, SUSPECT),
                row(EJECTED, PASSED, EJECTED),
                row(DUE, PASSED, new Up(NOW)),
                row(DUE, UNWELL, again(Cause.UNHEALTHY, "status-500")),
                row(DUE, REFUSED, again(Cause.UNREACHABLE, "connect-refused")),
                row(
                        EJECTED,
                        CONNECT,
                        new Ejected(1, NOW + 1, Cause.UNREACHABLE, "connect-timeout")),
                row(EJECTED, TIME, EJECTED),
                row(DUE, TIME, DUE));
    }

    private static Arguments row(EndpointState from, EndpointEvent event, EndpointState to) {
        return Arguments.of(from, event, to);
    }

    private static EndpointState ejected(int seconds, Cause cause, String why) {
        return new Ejected(NOW, NOW + seconds * SECOND, cause, why);
    }

    private static EndpointState again(Cause cause, String why) {
        return new Ejected(1, NOW + SECOND, cause, why);
    }

    @ParameterizedTest
    @MethodSource("table")
    void oneStateFollowsFromAnother(EndpointState from, EndpointEvent event, EndpointState to) {
        assertThat(next(from, event)).isEqualTo(to);
    }

    static Stream<EndpointState> states() {
        return Stream.of(PROBING, FAILING, WARMING, UP, SUSPECT, DOUBTED, EJECTED, DUE, DRAINING);
    }

    @ParameterizedTest
    @MethodSource("states")
    void aDrainBeginsFromEveryStateAndNothingButItsEndEndsIt(EndpointState from) {
        EndpointState draining = from.equals(DRAINING) ? DRAINING : new Draining(NOW - 3, NOW + 9);
        assertThat(next(from, DRAIN)).isEqualTo(draining);
        Stream.of(PASSED, REFUSED, UNWELL, CONNECT, ERRORS, DOUBT, DRAIN, TIME)
                .forEach(event -> assertThat(next(DRAINING, event)).isEqualTo(DRAINING));
        assertThat(next(DRAINING, new DrainCancelled())).isEqualTo(new Probing(NOW, 0, ""));
    }

    @Test
    void ejectionsGetLongerUpToABoundThatIsLowerForTheUnreachable() {
        assertThat(secondsOfEjections(UNWELL)).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(secondsOfEjections(REFUSED)).containsExactly(1L, 2L, 4L, 5L, 5L, 5L, 5L);
    }

    private static Stream<Long> secondsOfEjections(EndpointEvent failure) {
        Standing standing = new Standing(SUSPECT, 0);
        Stream.Builder<Long> seconds = Stream.builder();
        long now = NOW;
        for (int i = 0; i < 7; i++) {
            standing = EndpointTransitions.next(standing, failure, RULES, now);
            long until = ((Ejected) standing.state()).until();
            seconds.add((until - now) / SECOND);
            now = until;
        }
        return seconds.build();
    }

    @Test
    void earlierEjectionsAreForgottenAfterAMinuteOfGoodConduct() {
        Standing standing = new Standing(new Up(NOW), 3);
        assertThat(after(standing, 59).ejections()).isEqualTo(3);
        assertThat(after(standing, 60).ejections()).isZero();
    }

    private static Standing after(Standing standing, int seconds) {
        return EndpointTransitions.next(standing, TIME, RULES, NOW + seconds * SECOND);
    }

    @Test
    void withSlowStartAnEndpointWarmsUpAfterItsProbeAndAfterAnEjection() {
        EndpointRules rules = EndpointRules.withSlowStart(Duration.ofSeconds(10));
        SlowStart warming = new SlowStart(NOW, NOW + 10 * SECOND);
        for (EndpointState from : new EndpointState[] {PROBING, FAILING, DUE}) {
            assertThat(EndpointTransitions.next(new Standing(from, 0), PASSED, rules, NOW).state())
                    .isEqualTo(warming);
        }
        assertThat(warming.weight(NOW)).isEqualTo(0.1);
        assertThat(warming.weight(NOW + 5 * SECOND)).isEqualTo(0.5);
        assertThat(warming.weight(NOW + 20 * SECOND)).isEqualTo(1);
    }

    @Test
    void whatIsKnownToBeDeadIsNeverUsed() {
        assertThat(Use.of(UP, NOW)).isEqualTo(Use.READY);
        assertThat(Use.of(WARMING, NOW)).isEqualTo(Use.READY);
        assertThat(Use.of(SUSPECT, NOW)).isEqualTo(Use.DOUBTFUL);
        assertThat(Use.of(PROBING, NOW)).isEqualTo(Use.UNPROVEN);
        assertThat(Use.of(FAILING, NOW)).isEqualTo(Use.NONE);
        assertThat(Use.of(EJECTED, NOW)).isEqualTo(Use.UNWELL);
        assertThat(Use.of(ejected(1, Cause.UNREACHABLE, ""), NOW)).isEqualTo(Use.NONE);
    }

    @Test
    void aDrainingEndpointIsOfUseForTwoSeconds() {
        EndpointState draining = new Draining(NOW, NOW + 10 * SECOND);
        assertThat(Use.of(draining, NOW + 2 * SECOND - 1)).isEqualTo(Use.LEAVING);
        assertThat(Use.of(draining, NOW + 2 * SECOND)).isEqualTo(Use.NONE);
    }

    private static EndpointState next(EndpointState from, EndpointEvent event) {
        return EndpointTransitions.next(new Standing(from, 0), event, RULES, NOW).state();
    }
}
