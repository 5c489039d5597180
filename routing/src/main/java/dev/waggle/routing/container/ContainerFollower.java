package dev.waggle.routing.container;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waggle.routing.docker.Backoff;
import dev.waggle.routing.docker.DockerClient;
import dev.waggle.routing.docker.DockerHost;
import dev.waggle.routing.docker.DockerUnavailable;
import dev.waggle.routing.docker.Fields;
import dev.waggle.routing.docker.Follower;
import dev.waggle.routing.docker.Interfaces;
import dev.waggle.routing.docker.JsonElements;
import dev.waggle.routing.docker.Readings;
import dev.waggle.routing.source.DiscoveryStatus;
import dev.waggle.routing.source.SourceState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the containers of an Engine after events and from time to time, and keeps what was read
 * last. A failed reading changes nothing but the status and the wait.
 */
final class ContainerFollower implements Follower {
    private final ContainerPace pace;
    private final DockerClient docker;
    private final DockerHost engine;
    private final Supplier<Interfaces> interfaces;
    private final StopOrders stopOrders;
    private final InstantSource clock;
    private final Readings readings;

    private @Nullable ContainersView view;
    private @Nullable Inputs translated;
    private @Nullable SourceState state;
    private @Nullable String node;
    private Instant lastRead = Instant.MIN;
    private Duration nextWait = Duration.ZERO;

    /** All that a state is made of. */
    private record Inputs(ContainersView view, Interfaces own, Map<String, Instant> stopping) {}

    ContainerFollower(
            ContainerPace pace,
            DockerClient docker,
            DockerHost engine,
            Supplier<Interfaces> interfaces,
            StopOrders stopOrders,
            InstantSource clock,
            RandomGenerator random) {
        this.pace = pace;
        this.docker = docker;
        this.engine = engine;
        this.interfaces = interfaces;
        this.stopOrders = stopOrders;
        this.clock = clock;
        this.readings =
                new Readings(
                        "the list of containers",
                        clock,
                        new Backoff(pace.firstRetry(), pace.lastRetry(), random));
    }

    @Override
    public Optional<SourceState> step(boolean triggered) {
        try {
            if (triggered || isReadDue()) {
                view = read();
                lastRead = clock.instant();
                readings.succeeded(docker.bytesRead());
            }
            nextWait = pace.look();
            return changed();
        } catch (DockerUnavailable e) {
            failed(e);
            return e.isRefused() ? nothing() : Optional.empty();
        } catch (RuntimeException e) {
            failed(e);
            return Optional.empty();
        }
    }

    @Override
    public Duration nextWait() {
        return nextWait;
    }

    @Override
    public DiscoveryStatus status() {
        return readings.status();
    }

    private boolean isReadDue() {
        return view == null
                || status().isStale()
                || !clock.instant().isBefore(lastRead.plus(pace.resync()));
    }

    private ContainersView read() throws DockerUnavailable {
        String name = node;
        if (name == null) {
            docker.forgetVersion();
            JsonNode info = JsonElements.one(docker.get("/info"), "the Engine's info");
            name = Fields.text(info.path("Name"));
            node = name;
        }
        List<Container> all =
                JsonElements.all(
                        docker.get("/containers/json?all=true"), "containers", Container::of);
        return new ContainersView(name, all);
    }

    /** The interfaces are looked at every time: they decide what is reachable. */
    private Optional<SourceState> changed() {
        ContainersView read = view;
        if (read == null) {
            return Optional.empty();
        }
        Inputs inputs = new Inputs(read, interfaces.get(), stopOrders.containers());
        if (inputs.equals(translated)) {
            return Optional.empty();
        }
        translated = inputs;
        return told(read.state(inputs.own(), engine, inputs.stopping()));
    }

    /**
     * Where containers may not be asked for, as behind a guard that lets a Swarm's lists through,
     * there are none: others need not wait for them. What was known before stays.
     */
    private Optional<SourceState> nothing() {
        return state == null ? told(new SourceState(List.of())) : Optional.empty();
    }

    private Optional<SourceState> told(SourceState fresh) {
        boolean same = fresh.equals(state);
        state = fresh;
        return same ? Optional.empty() : Optional.of(fresh);
    }

    private void failed(Exception error) {
        if (Thread.currentThread().isInterrupted()) {
            return; // We are being stopped; that is no failure of Docker's.
        }
        nextWait = readings.failed(error, docker.bytesRead());
        node = null;
    }
}
