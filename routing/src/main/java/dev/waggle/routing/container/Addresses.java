package dev.waggle.routing.container;

import dev.waggle.routing.docker.Interfaces;
import dev.waggle.routing.source.TaskAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Finds where a container can be reached.
 *
 * @param byId all containers, for those that have the network of another
 * @param own the proxy's own interfaces
 * @param host the address of the Engine's host, if it is known
 */
record Addresses(Map<String, Container> byId, Interfaces own, Optional<String> host) {
    private static final String NO_NETWORK = "none";

    List<TaskAddress> of(Container container) {
        Container owner = byId.getOrDefault(container.networkOwner(), container);
        List<TaskAddress> addresses = new ArrayList<>();
        if (owner.isOnHostNetwork()) {
            host.ifPresent(it -> addresses.add(reachable("host", it, Map.of())));
            return addresses;
        }
        owner.attachments().stream()
                .filter(one -> !one.network().equals(NO_NETWORK))
                .forEach(one -> one.address().ifPresent(ip -> addresses.add(on(one, ip))));
        addresses.addAll(published(owner.ports()));
        return addresses;
    }

    private TaskAddress on(Attachment attachment, InetAddress ip) {
        return new TaskAddress(
                attachment.network(), ip.getHostAddress(), OptionalInt.empty(), own.reaches(ip));
    }

    /** One for each address of the host that has open ports. */
    private List<TaskAddress> published(List<PublishedPort> ports) {
        Map<String, Map<Integer, Integer>> byHost = new TreeMap<>();
        for (PublishedPort port : ports) {
            hostOf(port)
                    .ifPresent(it ->
                            byHost.computeIfAbsent(it, _ -> new TreeMap<>())
                                    .putIfAbsent(port.containerPort(), port.hostPort()));
        }
        return byHost.entrySet().stream()
                .map(one -> reachable("", one.getKey(), one.getValue()))
                .toList();
    }

    /** The host's loopback is closed to everyone but the host. */
    private Optional<String> hostOf(PublishedPort port) {
        Optional<String> bound = port.hostAddress().map(InetAddress::getHostAddress);
        boolean onLoopback = port.hostAddress().filter(InetAddress::isLoopbackAddress).isPresent();
        return onLoopback && !host.equals(Optional.of("127.0.0.1"))
                ? Optional.empty()
                : bound.or(() -> host);
    }

    private static TaskAddress reachable(
            String network, String host, Map<Integer, Integer> published) {
        return new TaskAddress(network, host, OptionalInt.empty(), true, published);
    }
}
