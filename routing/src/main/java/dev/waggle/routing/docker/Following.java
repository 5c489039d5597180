package dev.waggle.routing.docker;

import dev.waggle.routing.source.SourceState;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import reactor.core.publisher.FluxSink;

/**
 * The two virtual threads of a subscription: one listens to events, the other waits for them and
 * reads.
 */
public final class Following {
    private final Follower follower;
    private final Triggers triggers;
    private final FluxSink<SourceState> sink;

    private Following(Follower follower, Triggers triggers, FluxSink<SourceState> sink) {
        this.follower = follower;
        this.triggers = triggers;
        this.sink = sink;
    }

    /**
     * Starts both. They end when the sink is disposed of.
     *
     * @param name of the threads
     * @param triggers where the events wake the thread that reads
     */
    public static void start(
            String name,
            Follower follower,
            Triggers triggers,
            EventStream events,
            FluxSink<SourceState> sink) {
        Following following = new Following(follower, triggers, sink);
        Thread listening = Thread.ofVirtual().name(name + "-events").start(events::run);
        Thread reading = Thread.ofVirtual().name(name + "-source").start(following::run);
        sink.onDispose(() -> {
            listening.interrupt();
            reading.interrupt();
        });
    }

    /** Waits for so long; what an {@link EventStream} does between two connections. */
    public static void pause(Duration duration) throws InterruptedException {
        LockSupport.parkNanos(duration.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void run() {
        try {
            boolean triggered = true;
            while (!Thread.currentThread().isInterrupted()) {
                follower.step(triggered).ifPresent(sink::next);
                triggered = triggers.await(follower.nextWait());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
