package dev.waggle.proxy.endpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.routing.Draining;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.Upstream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables, probes, failures, a witness and time in thousands of random orders, against a model that
 * knows which tasks live.
 */
class EndpointsModelTest {
    private static final int STEPS = 4_000;
    private static final int TASKS = 6;

    private record Probe(String task, Consumer<ProbeResult> result) {}

    /** What is true of a task, whether the watch knows it or not. */
    private static final class Task {
        boolean listens;
        boolean wanted = true;
        Instant drainSince = Instant.EPOCH;

        /** How many probes of it have ended since it was last changed. */
        int seen;
    }

    private final Map<String, Task> tasks = new TreeMap<>();
    private final Map<String, Task> followed = new TreeMap<>();
    private final List<Probe> probes = new ArrayList<>();
    private final Map<String, Integer> underWay = new HashMap<>();
    private long now = 1;
    private final Endpoints endpoints =
            new Endpoints(this::probe, () -> now, this::instant, () -> {});

    private Instant instant() {
        return Instant.EPOCH.plusNanos(now);
    }

    private void probe(
            Route route, Endpoint endpoint, Duration patience, Consumer<ProbeResult> result) {
        assertThat(underWay.merge(endpoint.task(), 1, Integer::sum))
                .as("one probe at a time")
                .isEqualTo(1);
        probes.add(new Probe(endpoint.task(), result));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theWatchNeverForgetsAnEndpointNorSendsToADeadOne(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < STEPS; i++) {
            act(random);
            check();
        }
        settle();
        checkSettled();
    }

    private void act(Random random) {
        String name = "t" + random.nextInt(TASKS);
        Task task = tasks.get(name);
        switch (random.nextInt(10)) {
            case 0 -> change(() -> tasks.putIfAbsent(name, new Task()), name);
            case 1 -> change(() -> tasks.remove(name), name);
            case 2 -> {
                if (task != null) {
                    task.wanted = !task.wanted;
                    task.drainSince = instant();
                    task.seen = 0;
                    follow();
                }
            }
            case 3, 4 -> {
                if (task != null) {
                    task.listens = !task.listens;
                    task.seen = 0;
                }
            }
            case 5, 6 -> answerOne(random);
            case 7 -> {
                if (task != null && !task.listens) {
                    endpoints.vitals(id(name)).connectFailed("connect-refused");
                }
            }
            case 8 ->
                    endpoints.heard("web", Set.of(random.nextBoolean() ? "10.0.0.1" : "10.0.0.2"));
            default -> pass(random.nextInt(4_000));
        }
        endpoints.step();
    }

    private void change(Runnable table, String name) {
        boolean before = tasks.containsKey(name);
        table.run();
        if (before != tasks.containsKey(name)) {
            // A task of this name is another one: what was asked of the old one is lost.
            underWay.remove(name);
            probes.removeIf(probe -> probe.task().equals(name));
            follow();
        }
    }

    private void follow() {
        List<Endpoint> all = new ArrayList<>();
        tasks.forEach((name, task) ->
                all.add(
                        Endpoint.of(
                                "web",
                                name,
                                "",
                                "10.0.0.1",
                                80,
                                task.wanted
                                        ? null
                                        : new Draining(task.drainSince, Duration.ofSeconds(9)))));
        followed.clear();
        followed.putAll(tasks);
        endpoints.follow(
                List.of(
                        new Route(
                                "web",
                                HostPattern.parse("a.example"),
                                PathPrefix.ROOT,
                                null,
                                0,
                                new Upstream("web", all, all.isEmpty() ? "none" : ""),
                                RouteOptions.DEFAULTS)));
    }

    private void answerOne(Random random) {
        if (!probes.isEmpty()) {
            answer(probes.remove(random.nextInt(probes.size())));
        }
    }

    private void answer(Probe probe) {
        underWay.remove(probe.task());
        Task task = tasks.get(probe.task());
        if (task != null) {
            task.seen++;
        }
        probe.result()
                .accept(
                        task != null && task.listens
                                ? ProbeResult.PASSED
                                : new ProbeResult.Unreachable("connect-refused"));
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void check() {
        EndpointStates states = endpoints.current();
        assertThat(states.byId().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        followed.keySet().stream().map(EndpointsModelTest::id).toList());
        followed.forEach((name, task) -> {
            EndpointState state = requireNonNull(states.of(id(name)));
            assertThat(state instanceof EndpointState.Draining).isEqualTo(!task.wanted);
            if (state instanceof EndpointState.Draining draining) {
                assertThat(Use.of(state, now) == Use.LEAVING)
                        .isEqualTo(now - draining.since() < Use.LEAVING_NANOS);
            } else if (!task.listens && task.seen >= 2) {
                assertThat(Use.of(state, now)).as("known to be dead").isEqualTo(Use.NONE);
            }
        });
        assertThat(probes.size()).isLessThanOrEqualTo(TASKS * 2);
    }

    /** Requests and time enough for every ejection to end, and every probe to be answered. */
    private void settle() {
        for (int i = 0; i < 100; i++) {
            pass(1_000);
            followed.forEach((name, task) -> {
                EndpointState state = requireNonNull(endpoints.current().of(id(name)));
                if (!task.listens && Use.of(state, now) != Use.NONE) {
                    endpoints.vitals(id(name)).connectFailed("connect-refused");
                }
            });
            endpoints.step();
            while (!probes.isEmpty()) {
                answer(probes.removeFirst());
            }
            endpoints.step();
        }
    }

    private void checkSettled() {
        followed.forEach((name, task) -> {
            EndpointState state = requireNonNull(endpoints.current().of(id(name)));
            if (task.wanted) {
                assertThat(Use.of(state, now)).isEqualTo(task.listens ? Use.READY : Use.NONE);
            }
        });
    }

    private static String id(String task) {
        return Endpoint.of("web", task, "", "10.0.0.1", 80).id();
    }
}
