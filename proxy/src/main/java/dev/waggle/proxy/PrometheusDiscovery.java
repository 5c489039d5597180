package dev.waggle.proxy;

import dev.waggle.routing.AddressRange;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.PrometheusTarget;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells Prometheus what to scrape, in the form of its HTTP service discovery: pure.
 *
 * <p>Each task is a group of its own, so that it can carry labels of its own. Prometheus drops
 * labels that begin with {@code __meta_} after relabelling.
 */
final class PrometheusDiscovery {
    private PrometheusDiscovery() {}

    /**
     * A group of targets as Prometheus reads it.
     *
     * @param targets {@code host:port}, one here
     */
    record Group(List<String> targets, Map<String, String> labels) {}

    /**
     * The targets, each with the address that whoever asks can reach.
     *
     * @param network the name of the network to take addresses from, full or without its stack;
     *     empty for the one that is shared with whoever asks
     * @param shared the subnet that whoever asks shares with us, if it is known
     */
    static List<Group> targets(
            List<PrometheusTarget> all, String network, Optional<AddressRange> shared) {
        return all.stream().flatMap(target -> group(target, network, shared).stream()).toList();
    }

    private static Optional<Group> group(
            PrometheusTarget target, String network, Optional<AddressRange> shared) {
        return (network.isEmpty() ? reachable(target, shared) : named(target, network))
                .map(address -> group(target, address));
    }

    private static Group group(PrometheusTarget target, PrometheusTarget.Address address) {
        Endpoint endpoint =
                Endpoint.of(
                        target.service(),
                        target.task(),
                        target.node(),
                        address.host(),
                        target.port());
        return new Group(
                List.of(endpoint.authority()),
                Map.of(
                        "job", target.job(),
                        "__meta_waggle_service", target.service(),
                        "__meta_waggle_task", target.task(),
                        "__meta_waggle_node", target.node(),
                        "__meta_waggle_network", address.network()));
    }

    private static Optional<PrometheusTarget.Address> named(PrometheusTarget target, String name) {
        return target.addresses().stream()
                .filter(address ->
                        address.network().equals(name) || address.network().endsWith("_" + name))
                .findFirst();
    }

    /**
     * In the asker's subnet; else where we are ourselves; else anywhere, as the asker may be where
     * we are not.
     */
    private static Optional<PrometheusTarget.Address> reachable(
            PrometheusTarget target, Optional<AddressRange> shared) {
        Stream<PrometheusTarget.Address> inSubnet =
                target.addresses().stream().filter(address -> isIn(shared, address));
        Stream<PrometheusTarget.Address> ours =
                target.addresses().stream().filter(PrometheusTarget.Address::reachable);
        return Stream.of(inSubnet, ours, target.addresses().stream())
                .flatMap(stream -> stream)
                .filter(address -> !address.network().equals("ingress"))
                .findFirst();
    }

    private static boolean isIn(Optional<AddressRange> shared, PrometheusTarget.Address address) {
        try {
            return shared.isPresent()
                    && shared.get().contains(InetAddress.ofLiteral(address.host()));
        } catch (IllegalArgumentException e) {
            // A name, from a stack file.
            return false;
        }
    }
}
