package dev.waggle.proxy.endpoint;

import dev.waggle.proxy.endpoint.EndpointState.Draining;
import dev.waggle.proxy.endpoint.EndpointState.Ejected;
import dev.waggle.proxy.endpoint.EndpointState.Probing;
import dev.waggle.proxy.endpoint.EndpointState.SlowStart;
import dev.waggle.proxy.endpoint.EndpointState.Suspect;
import dev.waggle.proxy.endpoint.EndpointState.Up;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When an endpoint is looked at again: pure. Times are of {@link System#nanoTime()}. */
final class ProbeSchedule {
    private static final long QUICK = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SLOW = TimeUnit.SECONDS.toNanos(1);
    private static final long QUICKEST = TimeUnit.MILLISECONDS.toNanos(50);

    /** Which part of the time that a task has taken to start may be lost until it is noticed. */
    private static final int PART_LOST_BETWEEN = 8;

    private static final int PART_LOST_CONNECTING = 4;

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
            case Probing it -> it.failures() == 0 || now - last >= pauseAt(now - it.since());
            case Suspect _ -> !looked || now - last >= (interval == 0 ? QUICK : SLOW);
            case Ejected it -> now - it.until() >= 0;
            case Up _, SlowStart _ -> interval > 0 && now - last >= interval;
            case Draining _ -> false;
        };
    }

    /** Clients may be waiting for a task that is starting: it is asked often at first. */
    private static long pauseAt(long age) {
        return Math.clamp(age / PART_LOST_BETWEEN, QUICKEST, SLOW);
    }

    /**
     * How long a connection may take to be made. The network learns the address of a new task at
     * about the time that its process starts, and the kernel sends what was lost before only after
     * a second, then after three: another connection is quicker.
     *
     * @param longest what the route grants its requests
     */
    static Duration patience(EndpointState state, Duration longest, long now) {
        if (!(state instanceof Probing probing)) {
            return longest;
        }
        long age = now - probing.since();
        Duration some = Duration.ofNanos(Math.max(QUICK, age / PART_LOST_CONNECTING));
        return some.compareTo(longest) < 0 ? some : longest;
    }
}
