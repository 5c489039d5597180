package dev.waggle.routing.swarm;

import dev.waggle.routing.source.DiscoveryStatus;
import dev.waggle.routing.source.ServiceSource;
import dev.waggle.routing.source.SourceState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.FluxSink.OverflowStrategy;

/**
 * The services of a Docker Swarm. One subscription has two virtual threads: one listens to events,
 * the other waits for them and reads, with a sweep of the tasks in between because tasks have no
 * events. A subscriber that is slow gets the newest state only.
 */
public final class SwarmSource implements ServiceSource {
    private final SwarmSettings settings;
    private final DockerClient docker;
    private final SwarmFollower follower;
    private final RandomGenerator random = RandomGenerator.getDefault();

    /** For this machine's interfaces and the system's clock. */
    public SwarmSource(SwarmSettings settings) {
        this(settings, Subnet::own, InstantSource.system());
    }

    SwarmSource(SwarmSettings settings, Supplier<Set<Subnet>> ownSubnets, InstantSource clock) {
        this.settings = settings;
        docker = new DockerClient(settings);
        follower = new SwarmFollower(settings, docker, ownSubnets, clock, random);
    }

    @Override
    public String name() {
        return "swarm";
    }

    /** How the readings go; from any thread. */
    public DiscoveryStatus status() {
        return follower.status();
    }

    /** To be subscribed to once at a time. */
    @Override
    public Flux<SourceState> states() {
        return Flux.create(this::start, OverflowStrategy.LATEST);
    }

    private void start(FluxSink<SourceState> sink) {
        Triggers triggers = new Triggers(new Debounce(settings.quiet(), settings.atLatest()));
        Backoff reconnect = new Backoff(settings.firstRetry(), settings.lastRetry(), random);
        EventStream events = new EventStream(docker, triggers, reconnect, SwarmSource::pause);
        Thread listening = Thread.ofVirtual().name("swarm-events").start(events::run);
        Thread reading =
                Thread.ofVirtual().name("swarm-source").start(() -> follow(triggers, sink));
        sink.onDispose(() -> {
            listening.interrupt();
            reading.interrupt();
        });
    }

    private void follow(Triggers triggers, FluxSink<SourceState> sink) {
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

    private static void pause(Duration duration) throws InterruptedException {
        LockSupport.parkNanos(duration.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
