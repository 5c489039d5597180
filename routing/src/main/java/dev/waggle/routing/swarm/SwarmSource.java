package dev.waggle.routing.swarm;

import dev.waggle.routing.docker.Backoff;
import dev.waggle.routing.docker.Debounce;
import dev.waggle.routing.docker.DockerClient;
import dev.waggle.routing.docker.DockerSettings;
import dev.waggle.routing.docker.EventStream;
import dev.waggle.routing.docker.Following;
import dev.waggle.routing.docker.Interfaces;
import dev.waggle.routing.docker.Triggers;
import dev.waggle.routing.source.DiscoveryStatus;
import dev.waggle.routing.source.ServiceSource;
import dev.waggle.routing.source.SourceState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
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
    /** {@code {"scope":["swarm"],"type":["service","node","network"]}}; tasks have no events. */
    static final String EVENTS =
            "/events?filters=%7B%22scope%22%3A%5B%22swarm%22%5D%2C%22type%22%3A%5B%22service%22"
                    + "%2C%22node%22%2C%22network%22%5D%7D";

    private final SwarmPace pace;
    private final DockerClient docker;
    private final Supplier<Interfaces> ownInterfaces;
    private final InstantSource clock;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private volatile SwarmFollower follower;

    /** For this machine's interfaces and the system's clock. */
    public SwarmSource(DockerSettings docker, SwarmPace pace) {
        this(docker, pace, Interfaces::own, InstantSource.system());
    }

    SwarmSource(
            DockerSettings docker,
            SwarmPace pace,
            Supplier<Interfaces> ownInterfaces,
            InstantSource clock) {
        this.pace = pace;
        this.docker = new DockerClient(docker);
        this.ownInterfaces = ownInterfaces;
        this.clock = clock;
        follower = newFollower();
    }

    @Override
    public String name() {
        return "swarm";
    }

    /** How the readings go; from any thread. */
    public DiscoveryStatus status() {
        return follower.status();
    }

    /** Where the mesh reaches this proxy, as last read; from any thread. */
    Optional<IngressMesh> mesh() {
        return follower.mesh();
    }

    /** When the manager last wrote something down of each task, by its id; from any thread. */
    Map<String, Instant> written() {
        return follower.written();
    }

    /** To be subscribed to once at a time. */
    @Override
    public Flux<SourceState> states() {
        return Flux.create(this::start, OverflowStrategy.LATEST);
    }

    private void start(FluxSink<SourceState> sink) {
        // One that has told nothing yet: each subscription begins with a first state.
        SwarmFollower fresh = newFollower();
        follower = fresh;
        Triggers triggers = new Triggers(new Debounce(pace.quiet(), pace.atLatest()));
        Backoff reconnect = new Backoff(pace.firstRetry(), pace.lastRetry(), random);
        EventStream events =
                new EventStream(
                        docker,
                        EVENTS,
                        EventStream.Listener.firing(triggers),
                        reconnect,
                        Following::pause);
        Following.start("swarm", fresh, triggers, events, sink);
    }

    private SwarmFollower newFollower() {
        return new SwarmFollower(pace, docker, ownInterfaces, clock, random);
    }
}
