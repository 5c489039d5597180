package dev.waggle.routing.container;

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
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.FluxSink.OverflowStrategy;

/**
 * The containers of an Engine as services, by the labels that they carry themselves. Those of a
 * Swarm's tasks are left to the Swarm. A subscriber that is slow gets the newest state only.
 */
public final class ContainerSource implements ServiceSource {
    private final DockerSettings settings;
    private final ContainerPace pace;
    private final DockerClient docker;
    private final Supplier<Interfaces> interfaces;
    private final InstantSource clock;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private volatile ContainerFollower follower;

    /** For this machine's interfaces and the system's clock. */
    public ContainerSource(DockerSettings docker, ContainerPace pace) {
        this(docker, pace, Interfaces::own, InstantSource.system());
    }

    ContainerSource(
            DockerSettings settings,
            ContainerPace pace,
            Supplier<Interfaces> interfaces,
            InstantSource clock) {
        this.settings = settings;
        this.pace = pace;
        this.docker = new DockerClient(settings);
        this.interfaces = interfaces;
        this.clock = clock;
        follower = newFollower(new StopOrders(clock));
    }

    @Override
    public String name() {
        return "containers";
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
        StopOrders stopOrders = new StopOrders(clock);
        // One that has told nothing yet: each subscription begins with a first state.
        ContainerFollower fresh = newFollower(stopOrders);
        follower = fresh;
        Triggers triggers = new Triggers(new Debounce(pace.quiet(), pace.atLatest()));
        EventStream events =
                new EventStream(
                        docker,
                        ContainerEvents.PATH,
                        new ContainerEvents(triggers, stopOrders),
                        new Backoff(pace.firstRetry(), pace.lastRetry(), random),
                        Following::pause);
        Following.start("containers", fresh, triggers, events, sink);
    }

    private ContainerFollower newFollower(StopOrders stopOrders) {
        return new ContainerFollower(
                pace, docker, settings.host(), interfaces, stopOrders, clock, random);
    }
}
