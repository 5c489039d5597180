package dev.waggle.acme.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only in pauses, and something that happens in each of them. */
final class SettablePacing implements Pacing {

    private final List<Duration> pauses = new ArrayList<>();
    private Runnable inPause = () -> {};
    private long nanos;

    SettablePacing inEachPause(Runnable happens) {
        inPause = happens;
        return this;
    }

    List<Duration> pauses() {
        return pauses;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public void sleep(Duration time) {
        pauses.add(time);
        nanos += time.toNanos();
        inPause.run();
    }
}
