package dev.waggle.proxy.exchange;

import dev.waggle.proxy.loop.Deadline;
import dev.waggle.proxy.loop.Deadlines;
import dev.waggle.routing.Draining;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The long streams of one event loop, by their endpoints. When one of these drains its streams end,
 * each at a random moment, so that their clients do not all come back at once: from 0.2 s to 2 s
 * after the drain began, before Docker signals the task. Belongs to one event loop.
 */
public final class LongStreams {
    private static final long FIRST_MILLIS = 200;
    private static final long LAST_MILLIS = 2_000;
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Deadlines deadlines;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<String, Set<Watched>> byEndpoint = new HashMap<>();
    private Map<String, Draining> draining = Map.of();

    public LongStreams(Deadlines deadlines, InstantSource clock, RandomGenerator random) {
        this.deadlines = deadlines;
        this.clock = clock;
        this.random = random;
    }

    /** A stream, and when it is to end. */
    final class Watched extends Deadline {
        private final LongStream stream;
        private final String endpoint;
        private final Runnable ended;
        private boolean ending;

        private Watched(LongStream stream, String endpoint, Runnable ended) {
            super(deadlines);
            this.stream = stream;
            this.endpoint = endpoint;
            this.ended = ended;
        }

        private void endBy(Draining drain) {
            if (!isSet() && !ending) {
                long sinceDrain = Duration.between(drain.since(), clock.instant()).toMillis();
                long wanted = random.nextLong(FIRST_MILLIS, LAST_MILLIS);
                setIn(TimeUnit.MILLISECONDS.toNanos(Math.max(0, wanted - sinceDrain)));
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
     * @param ended called when the stream begins to end
     */
    Watched watch(LongStream stream, String endpoint, Runnable ended) {
        Watched watched = new Watched(stream, endpoint, ended);
        byEndpoint.computeIfAbsent(endpoint, _ -> new LinkedHashSet<>()).add(watched);
        Draining drain = draining.get(endpoint);
        if (drain != null) {
            watched.endBy(drain);
        }
        return watched;
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
                each.endBy(drain);
            }
        });
    }
}
