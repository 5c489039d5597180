package dev.waggle.proxy.endpoint;

import dev.waggle.proxy.endpoint.EndpointState.Draining;
import dev.waggle.proxy.endpoint.EndpointState.Ejected;
import dev.waggle.proxy.endpoint.EndpointState.Probing;
import dev.waggle.proxy.endpoint.EndpointState.SlowStart;
import dev.waggle.proxy.endpoint.EndpointState.Suspect;
import dev.waggle.proxy.endpoint.EndpointState.Up;
import java.util.concurrent.TimeUnit;

/** How good an endpoint is for a new request, the best first: a pure reading of its state. */
public enum Use {
    /** As good as any. */
    READY,
    /** It serves, but not for long: only while none is ready. */
    LEAVING,
    /** It has served and may still: only while none is known to. */
    DOUBTFUL,
    /** It has not been looked at yet: only while no other serves, and where nobody may wait. */
    UNPROVEN,
    /** It answers, though not well: better than no answer at all. */
    UNWELL,
    /** A request there would fail. */
    NONE;

    /**
     * How long the only endpoint of a service is used after it began to drain: its task is
     * signalled more than three seconds after its end was decided, and somewhat less after it was
     * seen.
     */
    public static final long LEAVING_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How long a task that takes no connections is thought to be starting. */
    public static final long STARTING_NANOS = TimeUnit.SECONDS.toNanos(30);

    /**
     * Whether an endpoint that is of no use now may be in a moment, so that it is worth waiting.
     */
    public static boolean isStarting(EndpointState state, long now) {
        return switch (state) {
            case Probing _, Ejected _ -> now - state.since() < STARTING_NANOS;
            case Up _, SlowStart _, Suspect _, Draining _ -> false;
        };
    }

    /** What a state comes to now; a draining endpoint's use ends by itself. */
    public static Use of(EndpointState state, long now) {
        return switch (state) {
            case Up _, SlowStart _ -> READY;
            case Draining draining -> now - draining.since() < LEAVING_NANOS ? LEAVING : NONE;
            case Suspect _ -> DOUBTFUL;
            case Probing probing -> probing.failures() == 0 ? UNPROVEN : NONE;
            case Ejected ejected ->
                    switch (ejected.cause()) {
                        case UNREACHABLE -> NONE;
                        case UNHEALTHY, ERRORS -> UNWELL;
                    };
        };
    }
}
