package dev.waggle.proxy.exchange;

import dev.waggle.proxy.loop.Deadline;
import dev.waggle.proxy.loop.Deadlines;
import dev.waggle.routing.Draining;
import dev.waggle.routing.WhileChanging.DrainStreams;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The long streams of one event loop, by their endpoints. When one of these drains, or the proxy
 * itself is about to stop, its streams end in order, each at a random moment, so that their clients
 * do not all come back at once. Belongs to one event loop.
 */
public final class LongStreams {
    private static final long FIRST_MILLIS = 200;
    private static final long LAST_MILLIS = 2_000;
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What the end of a stream may take, its answers included, before the process stops. */
    private static final long STOP_MILLIS = 2_000;

    private final Deadlines deadlines;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<String, Set<Watched>> byEndpoint = new HashMap<>();
    private Map<String, Draining> draining = Map.of();
    private @Nullable Draining stopping;

    public LongStreams(Deadlines deadlines, InstantSource clock, RandomGenerator random) {
        this.deadlines = deadlines;
        this.clock = clock;
        this.random = random;
    }

    /** A stream, and when it is to end. */
    final class Watched extends Deadline {
        private final LongStream stream;
        private final String endpoint;
        private final DrainStreams when;
        private final Runnable ended;
        private boolean ending;

        private Watched(LongStream stream, String endpoint, DrainStreams when, Runnable ended) {
            super(deadlines);
            this.stream = stream;
            this.endpoint = endpoint;
            this.when = when;
            this.ended = ended;
        }

        /**
         * Early: before Docker signals the task, more than three seconds after its end was decided.
         * At the deadline: as long before Docker ends the task by force, its grace after the
         * signal.
         */
        private void endWithTask(Draining drain) {
            long grace = when == DrainStreams.EARLY ? 0 : drain.grace().toMillis();
            if (!isSet()) {
                endAt(drain.since(), grace + random.nextLong(FIRST_MILLIS, LAST_MILLIS));
            }
        }

        private void endWithProcess(Draining stop) {
            long whole = stop.grace().toMillis();
            long early = Math.min(whole / 2, random.nextLong(FIRST_MILLIS, LAST_MILLIS));
            long late = Math.max(whole / 2, whole - STOP_MILLIS - random.nextLong(FIRST_MILLIS));
            if (!isSet() || when == DrainStreams.DEADLINE) {
                endAt(stop.since(), when == DrainStreams.EARLY ? early : late);
            }
        }

        private void endAt(Instant since, long millisLater) {
            if (!ending) {
                long passed = Duration.between(since, clock.instant()).toMillis();
                setIn(TimeUnit.MILLISECONDS.toNanos(Math.max(0, millisLater - passed)));
            }
        }

        @Override
        protected void expired() {
            if (ending) {
                stream.endNow();
            } else if (stream.canEnd()) {
                ending = true;
                ended.run();
                setIn(ANSWER_NANOS);
                stream.end();
            }
        }

        /** The exchange is over. */
        void forget() {
            close();
            Set<Watched> others = byEndpoint.get(endpoint);
            if (others != null && others.remove(this) && others.isEmpty()) {
                byEndpoint.remove(endpoint);
            }
        }
    }

    /**
     * Watches a stream until it is forgotten.
     *
     * @param endpoint the id of its endpoint, which may be draining already
     * @param when its route wants it to end
     * @param ended called when the stream begins to end
     */
    Watched watch(LongStream stream, String endpoint, DrainStreams when, Runnable ended) {
        Watched watched = new Watched(stream, endpoint, when, ended);
        byEndpoint.computeIfAbsent(endpoint, _ -> new LinkedHashSet<>()).add(watched);
        Draining drain = draining.get(endpoint);
        if (drain != null) {
            watched.endWithTask(drain);
        }
        if (stopping != null) {
            // From now on, not from when the stop began: its client has just come back.
            watched.endWithProcess(new Draining(clock.instant(), left(stopping)));
        }
        return watched;
    }

    private Duration left(Draining stop) {
        Duration left = Duration.between(clock.instant(), stop.deadline());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * Follows a new table.
     *
     * @param nowDraining the endpoints that drain, by their ids
     */
    public void follow(Map<String, Draining> nowDraining) {
        draining = Map.copyOf(nowDraining);
        draining.forEach((endpoint, drain) -> {
            for (Watched each : List.copyOf(byEndpoint.getOrDefault(endpoint, Set.of()))) {
                each.endWithTask(drain);
            }
        });
    }

    /**
     * The process is about to stop: all streams end before that, those that come yet as well.
     *
     * @param within the time until then
     */
    public void stop(Duration within) {
        Draining stop = new Draining(clock.instant(), within);
        stopping = stop;
        byEndpoint.values().stream()
                .flatMap(Set::stream)
                .toList()
                .forEach(each -> each.endWithProcess(stop));
    }
}
