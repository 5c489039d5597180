package dev.waggle.proxy;

import dev.waggle.proxy.config.Discovery;
import dev.waggle.routing.Problem;
import dev.waggle.routing.source.DiscoveryStatus;
import dev.waggle.routing.source.ServiceSource;
import dev.waggle.routing.stackfile.StackFileSource;
import dev.waggle.routing.docker.DockerHost;
import dev.waggle.routing.docker.DockerSettings;
import dev.waggle.routing.swarm.SwarmPace;
import dev.waggle.routing.swarm.SwarmSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the services come from, and how well that goes.
 *
 * @param stackFile null for none
 * @param swarm null for none
 */
record Sources(@Nullable StackFileSource stackFile, @Nullable SwarmSource swarm) {
    static Sources of(Discovery discovery) {
        Path file = discovery.stackFile();
        URI host = discovery.dockerHost();
        return new Sources(
                file == null ? null : StackFileSource.of(file),
                host == null
                        ? null
                        : new SwarmSource(dockerSettings(discovery, host), SwarmPace.USUAL));
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
        if (swarm != null) {
            all.add(swarm);
        }
        return all;
    }

    /** What is wrong with the stack file itself. */
    List<Problem> problems() {
        return stackFile == null ? List.of() : stackFile.problems();
    }

    DiscoveryStatus swarmStatus() {
        return swarm == null ? DiscoveryStatus.UNREAD : swarm.status();
    }

    /**
     * How long ago the services were last read completely; zero without a Swarm, negative before
     * the first time.
     */
    Duration age(InstantSource clock) {
        if (swarm == null) {
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        return swarm.status()
                .lastSuccess()
                .map(last -> Duration.between(last, now))
                .orElse(Duration.ofSeconds(-1));
    }
}
