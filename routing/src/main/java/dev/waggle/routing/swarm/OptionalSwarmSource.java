package dev.waggle.routing.swarm;

import dev.waggle.routing.Problem;
import dev.waggle.routing.docker.Backoff;
import dev.waggle.routing.docker.DockerClient;
import dev.waggle.routing.docker.DockerSettings;
import dev.waggle.routing.docker.DockerUnavailable;
import dev.waggle.routing.docker.Following;
import dev.waggle.routing.docker.JsonElements;
import dev.waggle.routing.docker.Readings;
import dev.waggle.routing.docker.Subnet;
import dev.waggle.routing.source.DiscoveryStatus;
import dev.waggle.routing.source.ServiceSource;
import dev.waggle.routing.source.SourceState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.FluxSink.OverflowStrategy;

/**
 * The services of the Swarm that an Engine manages; none if it manages none. The Engine is asked
 * again from time to time, so that a {@code docker swarm init} or {@code leave} takes effect
 * without a restart.
 *
 * <p>A manager that was made a worker still has its services, though it no longer knows them: what
 * is known stays, and the status says why it grows old.
 */
public final class OptionalSwarmSource implements ServiceSource {
    private static final Logger LOG = LoggerFactory.getLogger(OptionalSwarmSource.class);
    private static final Duration USUAL_WAIT = Duration.ofSeconds(3);
    private static final SourceState NOTHING = new SourceState(List.of());

    private final SwarmSource swarm;
    private final DockerClient docker;
    private final Duration wait;
    private final Readings readings;
    private volatile @Nullable Membership membership;

    /** Asks every 3 s what the Engine is. */
    public OptionalSwarmSource(DockerSettings docker, SwarmPace pace) {
        this(new SwarmSource(docker, pace), docker, pace, USUAL_WAIT);
    }

    /**
     * @param wait between two questions what the Engine is
     */
    OptionalSwarmSource(SwarmSource swarm, DockerSettings docker, SwarmPace pace, Duration wait) {
        this.swarm = swarm;
        this.docker = new DockerClient(docker);
        this.wait = wait;
        this.readings =
                new Readings(
                        "what the Engine is to a Swarm",
                        InstantSource.system(),
                        new Backoff(
                                pace.firstRetry(), pace.lastRetry(), RandomGenerator.getDefault()));
    }

    @Override
    public String name() {
        return "swarm";
    }

    /** How the readings go: of the Swarm, or as long as there is none, of whether there is one. */
    public DiscoveryStatus status() {
        return membership == Membership.MANAGER ? swarm.status() : readings.status();
    }

    /** Whether the Engine has said that it manages no Swarm; from any thread. */
    public boolean isWithoutSwarm() {
        return membership == Membership.NONE || membership == Membership.WORKER;
    }

    /**
     * When the manager last wrote something down of each task, by its id and the manager's clock;
     * of none without a Swarm.
     */
    public Map<String, Instant> tasksWritten() {
        return isWithoutSwarm() ? Map.of() : swarm.written();
    }

    /** Where the ingress mesh hides the clients of this proxy; none where it does not. */
    public Set<Subnet> meshSubnets() {
        return mesh().map(IngressMesh::subnets).orElse(Set.of());
    }

    private Optional<IngressMesh> mesh() {
        return membership == Membership.MANAGER ? swarm.mesh() : Optional.empty();
    }

    /**
     * What an operator may not have meant: a proxy on a node that knows no services, or behind the
     * mesh.
     */
    public List<Problem> problems() {
        Optional<IngressMesh> mesh = mesh();
        if (mesh.isPresent()) {
            return List.of(mesh.get().problem());
        }
        return membership == Membership.WORKER
                ? List.of(
                        new Problem(
                                "",
                                "",
                                "",
                                "the Engine is a worker of its Swarm and knows no services: only"
                                        + " containers outside the Swarm have routes",
                                "place the proxy with node.role == manager, or give it a manager's"
                                        + " address as the Docker host"))
                : List.of();
    }

    /** To be subscribed to once at a time. */
    @Override
    public Flux<SourceState> states() {
        return Flux.create(this::start, OverflowStrategy.LATEST)
                .switchMap(it ->
                        switch (it) {
                            case MANAGER -> swarm.states();
                            case WORKER, NONE -> Flux.just(NOTHING);
                        });
    }

    private void start(FluxSink<Membership> sink) {
        membership = null;
        Thread asking = Thread.ofVirtual().name("swarm-membership").start(() -> ask(sink));
        sink.onDispose(asking::interrupt);
    }

    private void ask(FluxSink<Membership> sink) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Following.pause(step(sink));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Asks once.
     *
     * @return how long to wait before the next time
     */
    private Duration step(FluxSink<Membership> sink) {
        try {
            Membership now =
                    Membership.of(JsonElements.one(docker.get("/info"), "the Engine's info"));
            readings.succeeded(docker.bytesRead());
            if (isNews(now)) {
                LOG.info("the Engine's part in a Swarm: {}", now);
                membership = now;
                sink.next(now);
            }
            return wait;
        } catch (DockerUnavailable | RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                return Duration.ZERO; // We are being stopped; that is no failure of Docker's.
            }
            docker.forgetVersion();
            return readings.failed(e, docker.bytesRead());
        }
    }

    private boolean isNews(Membership now) {
        boolean demoted = membership == Membership.MANAGER && now == Membership.WORKER;
        return now != membership && !demoted;
    }
}
