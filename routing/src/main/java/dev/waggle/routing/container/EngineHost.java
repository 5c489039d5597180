package dev.waggle.routing.container;

import dev.waggle.routing.docker.DockerHost;
import dev.waggle.routing.docker.Interfaces;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Finds the address at which the proxy reaches the Engine's host: where published ports are open,
 * and where containers with the host's network listen.
 *
 * <p>Nothing tells a process whether it is in a container with a network of its own, so it is seen
 * from the addresses: whoever has the gateway of a container is the host, and whoever has the
 * address of a container is that one, with the host at its gateway.
 */
final class EngineHost {
    private static final String LOOPBACK = "127.0.0.1";

    private EngineHost() {}

    /** Empty where it cannot be known: in a container whose networks have no gateway. */
    static Optional<String> address(List<Container> containers, Interfaces own, DockerHost engine) {
        List<Attachment> all =
                containers.stream().flatMap(one -> one.attachments().stream()).toList();
        if (all.stream().anyMatch(one -> isOurs(one.gateway(), own))) {
            return Optional.of(LOOPBACK);
        }
        List<Attachment> ours = all.stream().filter(one -> isOurs(one.address(), own)).toList();
        if (!ours.isEmpty()) {
            return ours.stream()
                    .flatMap(one -> one.gateway().stream())
                    .map(InetAddress::getHostAddress)
                    .findFirst();
        }
        return Optional.of(
                switch (engine) {
                    case DockerHost.UnixSocket _ -> LOOPBACK;
                    case DockerHost.TcpPort(String host, _) -> host;
                });
    }

    private static boolean isOurs(Optional<InetAddress> address, Interfaces own) {
        return address.isPresent() && own.addresses().contains(address.get());
    }
}
