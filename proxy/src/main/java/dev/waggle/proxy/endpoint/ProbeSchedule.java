package dev.waggle.proxy.endpoint;

import dev.waggle.proxy.endpoint.EndpointState.Draining;
import dev.waggle.proxy.endpoint.EndpointState.Ejected;
import dev.waggle.proxy.endpoint.EndpointState.Probing;
import dev.waggle.proxy.endpoint.EndpointState.SlowStart;
import dev.waggle.proxy.endpoint.EndpointState.Suspect;
import dev.waggle.proxy.endpoint.EndpointState.Up;
import java.util.concurrent.TimeUnit;

/** When an endpoint is looked at again: pure. Times are of {@link System#nanoTime()}. */
final class ProbeSchedule {
    private static final long QUICK = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SLOW = TimeUnit.SECONDS.toNanos(1);

    private ProbeSchedule() {}

    /**
     * Whether it is time to look.
     *
     * @param looked whether it was looked at in this state
     * @param last when the last look ended
     * @param interval of the health check; 0 without one
     */
    static boolean isDue(EndpointState state, boolean looked, long last, long interval, long now) {
        return switch (state) {
            case Probing it -> it.failures() == 0 || now - last >= pauseAfter(it.failures());
            case Suspect _ -> !looked || now - last >= (interval == 0 ? QUICK : SLOW);
            case Ejected it -> now - it.until() >= 0;
            case Up _, SlowStart _ -> interval > 0 && now - last >= interval;
            case Draining _ -> false;
        };
    }

    /** A task that is starting is asked often at first. */
    private static long pauseAfter(int failures) {
        return Math.min(SLOW, QUICK << Math.min(failures - 1, 10));
    }
}
