package dev.waggle.proxy;

import dev.waggle.proxy.config.Discovery;
import dev.waggle.routing.Problem;
import dev.waggle.routing.container.ContainerPace;
import dev.waggle.routing.container.ContainerSource;
import dev.waggle.routing.docker.DockerHost;
import dev.waggle.routing.docker.DockerSettings;
import dev.waggle.routing.docker.Subnet;
import dev.waggle.routing.snapshot.RememberedSource;
import dev.waggle.routing.source.DiscoveryStatus;
import dev.waggle.routing.source.ServiceSource;
import dev.waggle.routing.stackfile.StackFileSource;
import dev.waggle.routing.swarm.OptionalSwarmSource;
import dev.waggle.routing.swarm.SwarmPace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the services come from, and how well that goes.
 *
 * @param stackFile null for none
 * @param docker null for none
 */
record Sources(@Nullable StackFileSource stackFile, @Nullable Docker docker) {
    /** A few sweeps; one that hangs fails much later. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    /** One Engine: the Swarm that it manages, if it does, and the containers beside it. */
    record Docker(
            OptionalSwarmSource swarm, ContainerSource containers, List<RememberedSource> kept) {
        static Docker of(DockerSettings settings, Path stateDir) {
            OptionalSwarmSource swarm = new OptionalSwarmSource(settings, SwarmPace.USUAL);
            ContainerSource containers = new ContainerSource(settings, ContainerPace.USUAL);
            return new Docker(
                    swarm,
                    containers,
                    List.of(
                            new RememberedSource(swarm, stateDir),
                            new RememberedSource(containers, stateDir)));
        }

        /** Since when the services of the last run stand in for those that cannot be read. */
        Optional<Instant> servedFrom() {
            return kept.stream()
                    .flatMap(source -> source.servedFrom().stream())
                    .min(Comparator.naturalOrder());
        }

        /** Of what most of the routes come from. */
        DiscoveryStatus status() {
            return swarm.isWithoutSwarm() ? containers.status() : swarm.status();
        }
    }

    static Sources of(Discovery discovery, Path stateDir) {
        Path file = discovery.stackFile();
        URI host = discovery.dockerHost();
        return new Sources(
                file == null ? null : StackFileSource.of(file),
                host == null ? null : Docker.of(dockerSettings(discovery, host), stateDir));
    }

    private static DockerSettings dockerSettings(Discovery discovery, URI host) {
        DockerSettings settings = DockerSettings.of(DockerHost.parse(host.toString()));
        Path certFolder = discovery.dockerCertPath();
        return discovery.dockerTlsVerify() && certFolder != null
                ? settings.withCertFolder(certFolder)
                : settings;
    }

    List<ServiceSource> all() {
        List<ServiceSource> all = new ArrayList<>();
        if (stackFile != null) {
            all.add(stackFile);
        }
        if (docker != null) {
            all.addAll(docker.kept());
        }
        return all;
    }

    /** What is wrong with the stack file itself. */
    List<Problem> stackFileProblems() {
        return stackFile == null ? List.of() : stackFile.problems();
    }

    /** What is wrong with the choice of the Engine, and that it does not answer since the start. */
    List<Problem> dockerProblems() {
        if (docker == null) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>(docker.swarm().problems());
        docker.kept().forEach(source -> problems.addAll(source.problems()));
        return problems;
    }

    /** Since when the services of the last run stand in for those that cannot be read. */
    Optional<Instant> servedFrom() {
        return docker == null ? Optional.empty() : docker.servedFrom();
    }

    /** Where clients come from whose addresses the Swarm's mesh hides. */
    Set<Subnet> meshSubnets() {
        return docker == null ? Set.of() : docker.swarm().meshSubnets();
    }

    /** When the manager last wrote something down of each task, by its id and its own clock. */
    Map<String, Instant> tasksWritten() {
        return docker == null ? Map.of() : docker.swarm().tasksWritten();
    }

    /** Whether there is a Swarm whose managers have not answered for a while. */
    boolean managersAreAway(InstantSource clock) {
        return docker != null
                && !docker.swarm().isWithoutSwarm()
                && (docker.status().isStale() || age(clock).compareTo(SILENCE) > 0);
    }

    DiscoveryStatus dockerStatus() {
        return docker == null ? DiscoveryStatus.UNREAD : docker.status();
    }

    /**
     * How long ago the services were last read completely; zero without Docker, negative before the
     * first time. Those of the last run are as old as they are.
     */
    Duration age(InstantSource clock) {
        if (docker == null) {
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        return docker.status()
                .lastSuccess()
                .or(docker::servedFrom)
                .map(last -> Duration.between(last, now))
                .orElse(Duration.ofSeconds(-1));
    }
}
