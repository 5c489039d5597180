package dev.waggle.proxy.datapath;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.endpoint.EndpointState;
import dev.waggle.proxy.endpoint.EndpointState.Draining;
import dev.waggle.proxy.endpoint.EndpointState.Ejected;
import dev.waggle.proxy.endpoint.EndpointState.Probing;
import dev.waggle.proxy.endpoint.EndpointState.SlowStart;
import dev.waggle.proxy.endpoint.EndpointState.Suspect;
import dev.waggle.proxy.endpoint.EndpointState.Up;
import dev.waggle.proxy.endpoint.Use;
import dev.waggle.routing.Affinity;
import dev.waggle.routing.Balance;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.EndpointLimits;
import dev.waggle.routing.EndpointOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables, states, requests, and clients that leave, in hundreds of random orders each: every
 * request goes to one of the best endpoints that there are, by whatever way they are balanced, and
 * nothing is left of it.
 */
final class PicksModelTest extends DataPathTest {
    private static final int STEPS = 400;
    private static final int TASKS = 4;
    private static final int MOST_HANGING = 3;
    private static final List<Balance> BALANCES =
            List.of(
                    Balance.ByTurnOrLoad.ROUND_ROBIN,
                    Balance.ByTurnOrLoad.LEAST_REQUESTS,
                    Balance.ByTurnOrLoad.PEAK_EWMA,
                    new Balance.Hash(new Balance.Key.Address()),
                    new Balance.Hash(new Balance.Key.Header("X-User")),
                    new Balance.Hash(new Balance.Key.Cookie("srv")));

    private final List<Task> tasks = new ArrayList<>();
    private final List<Endpoint> table = new ArrayList<>();
    private final Map<Endpoint, EndpointState> states = new HashMap<>();
    private final List<Wire> hanging = new ArrayList<>();
    private EndpointLimits limits = EndpointLimits.NONE;

    @AfterEach
    void closeTasks() {
        tasks.forEach(Task::close);
    }

    /** With its number, but never to who wants to hang. */
    private static void answer(Wire upstream, int number) {
        if (!upstream.head().startsWith("GET /hang ")) {
            upstream.send(
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n" + number);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyRequestGoesToOneOfTheBestAndNothingIsLeftOfIt(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TASKS; i++) {
            Task one = new Task();
            tasks.add(one);
            int number = i;
            one.serve(connection -> answer(connection, number));
        }
        path.advance(TimeUnit.MINUTES.toMillis(1));
        change(random);
        for (int i = 0; i < STEPS; i++) {
            switch (random.nextInt(10)) {
                case 0 -> change(random);
                case 1, 2 -> learn(random);
                case 3 -> hang();
                case 4 -> leave();
                case 5 -> path.advance(100L * random.nextInt(12));
                default -> ask(random);
            }
        }
        while (!hanging.isEmpty()) {
            leave();
        }
        path.await("nobody left at work", () -> !path.hasActive());
        assertThat(path.claims()).isZero();
    }

    /** Another table, with other options. */
    private void change(Random random) {
        table.clear();
        for (Task one : tasks) {
            if (random.nextInt(4) > 0) {
                table.add(random.nextInt(5) == 0 ? one.draining() : one.endpoint());
            }
        }
        limits = new EndpointLimits(0, random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0);
        learn(random);
        path.publish(
                Routes.with(
                        new EndpointOptions(
                                BALANCES.get(random.nextInt(BALANCES.size())),
                                null,
                                null,
                                new Affinity(random.nextBoolean() ? "srv" : null, false),
                                limits),
                        table.toArray(Endpoint[]::new)));
    }

    private void learn(Random random) {
        states.clear();
        table.forEach(endpoint -> states.put(endpoint, state(endpoint, random)));
        path.know(states);
    }

    private EndpointState state(Endpoint endpoint, Random random) {
        long now = path.now();
        // So long ago that nobody waits for them to start.
        long before = now - Use.STARTING_NANOS;
        if (endpoint.draining()) {
            return new Draining(now - Use.LEAVING_NANOS * random.nextInt(2), Long.MAX_VALUE / 2);
        }
        return switch (random.nextInt(8)) {
            case 0 -> new Probing(before, 1, "connect-refused");
            case 1 -> new Suspect(before, 1, "connect-refused");
            case 2 -> new Ejected(before, now, Ejected.Cause.UNREACHABLE, "connect-refused");
            case 3 -> new Ejected(before, now, Ejected.Cause.ERRORS, "errors");
            case 4 -> new SlowStart(now, now + TimeUnit.SECONDS.toNanos(10));
            default -> new Up(before);
        };
    }

    private void hang() {
        if (hanging.size() < MOST_HANGING) {
            hanging.add(path.client().send(get("/hang")));
        }
    }

    private void leave() {
        if (!hanging.isEmpty()) {
            hanging.removeFirst().reset();
            path.await("it is over", () -> path.activeNow() <= hanging.size());
        }
    }

    private void ask(Random random) {
        Wire client =
                path.client()
                        .send(
                                "GET / HTTP/1.1\r\nHost: a.example\r\nX-User: "
                                        + random.nextInt(9)
                                        + "\r\nCookie: srv="
                                        + random.nextInt(9)
                                        + "\r\n\r\n");
        String answer = client.message();
        client.close();
        List<Use> uses = states.values().stream().map(it -> Use.of(it, path.now())).toList();
        Use best = uses.stream().sorted().findFirst().orElse(Use.NONE);
        if (answer.startsWith("HTTP/1.1 503 ")) {
            boolean mayBeFull = limits.maxRequests() > 0 && !hanging.isEmpty();
            assertThat(best == Use.NONE || mayBeFull).as(answer + uses).isTrue();
            return;
        }
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        Use used = Use.of(stateOf(answer.charAt(answer.length() - 1) - '0'), path.now());
        long ready = uses.stream().filter(Use.READY::equals).count();
        boolean fewAreWell = ready > 0 && ready * 3 < uses.size() && used == Use.UNWELL;
        assertThat(used == best || fewAreWell).as("%s of %s", used, uses).isTrue();
        assertThat(used).isNotEqualTo(Use.NONE);
    }

    private EndpointState stateOf(int task) {
        int port = tasks.get(task).port();
        int index =
                IntStream.range(0, table.size())
                        .filter(i -> table.get(i).port() == port)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("task " + task + " is not there"));
        return requireNonNull(states.get(table.get(index)));
    }
}
