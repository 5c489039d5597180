package dev.waggle.proxy.datapath;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.endpoint.EndpointState;
import dev.waggle.proxy.endpoint.Use;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Outlook;
import dev.waggle.routing.WhileChanging;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tasks that fail in every way, requests of every kind, clients that leave, endpoints that die and
 * services without any, in hundreds of random orders each: what comes of a request is what a model
 * of the rules says, no task gets it more often than the rules allow and none that is known to be
 * dead gets it at all, and nothing is left of it.
 */
final class TroublesModelTest extends DataPathTest {
    private static final int STEPS = 250;
    private static final int TASKS = 4;
    private static final int RETRIES = 2;
    private static final int MOST_WAITING = 4;
    private static final List<String> METHODS = List.of("GET", "PUT", "DELETE", "POST", "PATCH");
    private static final Pattern REQUEST =
            Pattern.compile("^\\S+ /(\\d+) .*\\r\\nX-Plan: (\\S+)\\r\\n", Pattern.DOTALL);

    /** What a task does with an attempt. */
    private enum Deed {
        ANSWERS,
        ANSWERS_AND_CLOSES,
        CLOSES,
        RESETS,
        BREAKS_OFF_ITS_HEAD,
        BREAKS_OFF_ITS_BODY,
        /** Until the client has left. */
        HANGS
    }

    /** A request of this number. Each attempt at it has the next deed of the plan. */
    private record Request(int number, String method, List<Deed> plan) {
        boolean isIdempotent() {
            return !method.equals("POST") && !method.equals("PATCH");
        }

        String text() {
            String body = method.startsWith("P") ? "body of " + number : "";
            return method
                    + " /"
                    + number
                    + " HTTP/1.1\r\nHost: a.example\r\nX-Plan: "
                    + String.join(",", plan.stream().map(Deed::name).toList())
                    + (body.isEmpty() ? "" : "\r\nContent-Length: " + body.length())
                    + "\r\n\r\n"
                    + body;
        }

        /** How many attempts the rules allow: what is unanswered may be tried again, if it may. */
        int attempts() {
            int last = 0;
            while (isUnanswered(plan.get(last)) && isIdempotent() && last < RETRIES) {
                last++;
            }
            return last + 1;
        }

        private static boolean isUnanswered(Deed deed) {
            return deed == Deed.CLOSES || deed == Deed.RESETS;
        }

        Deed lastDeed() {
            return plan.get(attempts() - 1);
        }
    }

    private final List<Task> tasks = new ArrayList<>();
    private final Map<Integer, Queue<Integer>> arrivals = new ConcurrentHashMap<>();
    private int dead = -1;
    private int next;

    @AfterEach
    void closeTasks() {
        tasks.forEach(Task::close);
    }

    // ---- tasks ----

    private void serve(Wire connection, int index) {
        while (act(connection, deed(connection.message(), index))) {
            // as long as requests come
        }
    }

    private Deed deed(String request, int index) {
        Matcher parts = REQUEST.matcher(request);
        if (!parts.find()) {
            throw new AssertionError("no request of ours: " + request);
        }
        int number = Integer.parseInt(parts.group(1));
        if (request.startsWith("P") && !request.endsWith("\r\n\r\nbody of " + number)) {
            throw new AssertionError("another body: " + request);
        }
        Queue<Integer> before =
                arrivals.computeIfAbsent(number, _ -> new ConcurrentLinkedQueue<>());
        String[] plan = parts.group(2).split(",", -1);
        Deed deed = Deed.valueOf(plan[Math.min(before.size(), plan.length - 1)]);
        before.add(index);
        return deed;
    }

    /**
     * @return whether another request may follow
     */
    private static boolean act(Wire connection, Deed deed) {
        switch (deed) {
            case ANSWERS -> connection.send(OK);
            case ANSWERS_AND_CLOSES -> {
                connection.send(
                        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
                connection.close();
            }
            case CLOSES -> connection.close();
            case RESETS -> connection.reset();
            case BREAKS_OFF_ITS_HEAD -> connection.send("HTTP/1.1 200 OK\r\nContent-").close();
            case BREAKS_OFF_ITS_BODY ->
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no").close();
            case HANGS -> {
                // The end of the connection, whenever it comes.
                connection.rest();
            }
        }
        return deed == Deed.ANSWERS;
    }

    // ---- what happens ----

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whatComesOfARequestIsWhatTheRulesSayAndNothingIsLeftOfIt(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TASKS; i++) {
            Task one = new Task();
            tasks.add(one);
            int index = i;
            one.serve(connection -> serve(connection, index));
        }
        path.advance(TimeUnit.MINUTES.toMillis(1));
        publish();
        for (int i = 0; i < STEPS; i++) {
            switch (random.nextInt(12)) {
                case 0 -> die(random);
                case 1 -> leave(random);
                case 2 -> waitForAnEndpoint(random);
                case 3 -> path.advance(100L * random.nextInt(9));
                default -> ask(random);
            }
        }
        path.await("nobody left at work", () -> !path.hasActive());
        assertThat(path.claims()).isZero();
    }

    /** One endpoint, or none, is known to be dead from now on. */
    private void die(Random random) {
        dead = random.nextInt(TASKS + 1) - 1;
        know();
    }

    private void publish() {
        path.publish(Routes.to(endpoints()));
        know();
    }

    private Endpoint[] endpoints() {
        return tasks.stream().map(Task::endpoint).toArray(Endpoint[]::new);
    }

    private void know() {
        // So long ago that nobody waits for it to start.
        long before = path.now() - Use.STARTING_NANOS;
        Map<Endpoint, EndpointState> states = new HashMap<>();
        for (int i = 0; i < TASKS; i++) {
            states.put(
                    tasks.get(i).endpoint(),
                    i == dead
                            ? new EndpointState.Ejected(
                                    before,
                                    path.now(),
                                    EndpointState.Ejected.Cause.UNREACHABLE,
                                    "connect-refused")
                            : new EndpointState.Up(before));
        }
        path.know(states);
    }

    private Request request(Random random) {
        List<Deed> plan = new ArrayList<>();
        for (int i = 0; i <= RETRIES; i++) {
            // Half of them well, or retries come to an end.
            Deed[] deeds = Deed.values();
            plan.add(
                    random.nextBoolean()
                            ? Deed.ANSWERS
                            : deeds[random.nextInt(Deed.HANGS.ordinal())]);
        }
        return new Request(next++, METHODS.get(random.nextInt(METHODS.size())), plan);
    }

    private void ask(Random random) {
        Request request = request(random);
        Wire client = path.client().send(request.text());
        check(request, client);
    }

    private void leave(Random random) {
        Request request = new Request(next++, METHODS.get(random.nextInt(5)), List.of(Deed.HANGS));
        Wire client = path.client().send(request.text());
        path.await("it is at a task", () -> arrivals.containsKey(request.number()));
        client.reset();
        path.await("it is over", () -> !path.hasActive());
        assertThat(arrivals.get(request.number())).hasSize(1).doesNotContain(dead);
    }

    /** Some who come meanwhile leave, too. */
    private void waitForAnEndpoint(Random random) {
        path.publish(Routes.expecting(Outlook.COMING, WhileChanging.DEFAULTS));
        Map<Request, Wire> waiting = new HashMap<>();
        int count = 1 + random.nextInt(MOST_WAITING);
        for (int i = 0; i < count; i++) {
            Request request = request(random);
            waiting.put(request, path.client().send(request.text()));
            path.awaitWaiting(i + 1);
        }
        if (random.nextBoolean()) {
            Request leaving = waiting.keySet().iterator().next();
            requireNonNull(waiting.remove(leaving)).reset();
            path.awaitWaiting(count - 1);
        }
        publish();
        path.awaitWaiting(0);
        waiting.forEach(this::check);
    }

    private void check(Request request, Wire client) {
        String answer = client.head();
        switch (request.lastDeed()) {
            case ANSWERS, ANSWERS_AND_CLOSES -> {
                assertThat(answer).as(request.toString()).startsWith("HTTP/1.1 200 ");
                assertThat(client.read(2)).isEqualTo("ok");
            }
            case BREAKS_OFF_ITS_BODY -> {
                assertThat(answer).as(request.toString()).startsWith("HTTP/1.1 200 ");
                assertThat(client.rest().replace("<reset>", "")).isEqualTo("o");
            }
            case CLOSES, RESETS, BREAKS_OFF_ITS_HEAD ->
                    assertThat(answer).as(request.toString()).startsWith("HTTP/1.1 502 ");
            case HANGS -> throw new AssertionError("nobody waits for " + request);
        }
        client.close();
        assertThat(arrivals.get(request.number()))
                .as(request.toString())
                .hasSize(request.attempts())
                .doesNotContain(dead);
    }
}
