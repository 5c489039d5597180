package dev.waggle.routing.swarm;

import dev.waggle.routing.docker.Backoff;
import dev.waggle.routing.docker.DockerClient;
import dev.waggle.routing.docker.DockerUnavailable;
import dev.waggle.routing.docker.Follower;
import dev.waggle.routing.docker.Interfaces;
import dev.waggle.routing.docker.Readings;
import dev.waggle.routing.source.DiscoveryStatus;
import dev.waggle.routing.source.SourceState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is read when, and keeps what was read last. A failed reading changes nothing but the
 * status and the wait. Used by one thread; only the status may be read by others.
 */
final class SwarmFollower implements Follower {
    private final SwarmPace pace;
    private final DockerClient docker;
    private final SwarmReader reader;
    private final Supplier<Interfaces> ownInterfaces;
    private final InstantSource clock;
    private final Readings readings;
    private final DrainTimes drainTimes = new DrainTimes();

    private @Nullable SwarmView view;
    private @Nullable SourceState state;

    /** The networks for which the view was translated; null when it was not yet. */
    private @Nullable Interfaces translatedFor;

    private volatile Optional<IngressMesh> mesh = Optional.empty();
    private volatile Map<String, Instant> written = Map.of();
    private Instant lastFullRead = Instant.MIN;
    private Instant lastChange = Instant.MIN;
    private boolean managerKnown;
    private Duration nextWait = Duration.ZERO;

    SwarmFollower(
            SwarmPace pace,
            DockerClient docker,
            Supplier<Interfaces> ownInterfaces,
            InstantSource clock,
            RandomGenerator random) {
        this.pace = pace;
        this.docker = docker;
        this.reader = new SwarmReader(docker);
        this.ownInterfaces = ownInterfaces;
        this.clock = clock;
        this.readings =
                new Readings(
                        "the Swarm",
                        clock,
                        new Backoff(pace.firstRetry(), pace.lastRetry(), random));
    }

    /** Triggered means that more than the tasks may have changed. */
    @Override
    public Optional<SourceState> step(boolean triggered) {
        Instant begun = clock.instant();
        try {
            Optional<SourceState> changed = read(triggered);
            drainTimes.upTo(begun);
            readings.succeeded(docker.bytesRead());
            Duration taken = Duration.between(begun, clock.instant());
            nextWait = pace.pauseAfter(taken, isSettling());
            return changed;
        } catch (DockerUnavailable | RuntimeException e) {
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

    /** Where the mesh reaches this proxy, as last read; from any thread. */
    Optional<IngressMesh> mesh() {
        return mesh;
    }

    /** When the manager last wrote something down of each task, by its id; from any thread. */
    Map<String, Instant> written() {
        return written;
    }

    private Optional<SourceState> read(boolean triggered) throws DockerUnavailable {
        if (!managerKnown) {
            docker.forgetVersion();
            reader.requireManager();
            managerKnown = true;
        }
        SwarmView last = view;
        keep(triggered || last == null || isFullReadDue() ? readAll() : reader.sweep(last));
        return translated();
    }

    /** After a failure everything is read: events may have been missed meanwhile. */
    private boolean isFullReadDue() {
        return status().isStale() || !clock.instant().isBefore(lastFullRead.plus(pace.resync()));
    }

    private SwarmView readAll() throws DockerUnavailable {
        SwarmView all = reader.readAll();
        lastFullRead = clock.instant();
        return all;
    }

    private void keep(SwarmView fresh) {
        if (!fresh.equals(view)) {
            lastChange = clock.instant();
            translatedFor = null;
            written =
                    fresh.tasks().stream()
                            .collect(
                                    Collectors.toUnmodifiableMap(
                                            SwarmTask::id, SwarmTask::written, (one, _) -> one));
        }
        view = fresh;
    }

    /** The proxy's own networks are looked at every time: they decide what is reachable. */
    private Optional<SourceState> translated() {
        Interfaces own = ownInterfaces.get();
        SwarmView read = view;
        if (read == null || own.equals(translatedFor)) {
            return Optional.empty();
        }
        translatedFor = own;
        mesh = read.mesh(own.addresses());
        SourceState translated = read.state(own, drainTimes.seen(read.tasks(), clock.instant()));
        boolean changed = !translated.equals(state);
        state = translated;
        return changed ? Optional.of(translated) : Optional.empty();
    }

    private boolean isSettling() {
        SwarmView read = view;
        return read != null
                && read.isChanging()
                && clock.instant().isBefore(lastChange.plus(pace.settleWithin()));
    }

    private void failed(Exception error) {
        if (Thread.currentThread().isInterrupted()) {
            return; // We are being stopped; that is no failure of Docker's.
        }
        nextWait = readings.failed(error, docker.bytesRead());
        managerKnown = false;
    }
}
