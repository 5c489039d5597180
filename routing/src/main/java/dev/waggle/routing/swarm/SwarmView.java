package dev.waggle.routing.swarm;

import dev.waggle.routing.Draining;
import dev.waggle.routing.Outlook;
import dev.waggle.routing.docker.Interfaces;
import dev.waggle.routing.docker.Subnet;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.source.TaskAddress;
import dev.waggle.routing.source.TaskState;
import dev.waggle.routing.swarm.SwarmTask.Attachment;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One complete reading of a Swarm. */
record SwarmView(
        List<SwarmService> services,
        List<SwarmTask> tasks,
        List<SwarmNode> nodes,
        List<SwarmNetwork> networks) {

    SwarmView {
        services = List.copyOf(services);
        tasks = List.copyOf(tasks);
        nodes = List.copyOf(nodes);
        networks = List.copyOf(networks);
    }

    /** The same reading with other tasks. */
    SwarmView with(List<SwarmTask> others) {
        return new SwarmView(services, others, nodes, networks);
    }

    /** Whether these tasks are all of services and on nodes that were read. */
    boolean knows(List<SwarmTask> others) {
        Set<String> known = new HashSet<>();
        services.forEach(service -> known.add(service.id()));
        nodes.forEach(node -> known.add(node.id()));
        return others.stream()
                .allMatch(
                        task -> isKnown(known, task.serviceId()) && isKnown(known, task.nodeId()));
    }

    private static boolean isKnown(Set<String> known, String id) {
        return id.isEmpty() || known.contains(id);
    }

    /** Whether the next readings should come sooner than usual. */
    boolean isChanging() {
        return services.stream().anyMatch(SwarmService::updating)
                || tasks.stream().anyMatch(SwarmTask::isInTransition);
    }

    /**
     * What the sources have in common.
     *
     * @param own what this proxy is attached to
     * @param draining when tasks were first seen to be wanted to stop, by their ids
     */
    SourceState state(Interfaces own, Map<String, Instant> draining) {
        Map<String, List<SwarmTask>> tasksOf =
                tasks.stream()
                        .sorted(SwarmTask.STABLE_ORDER)
                        .collect(Collectors.groupingBy(SwarmTask::serviceId));
        Translation translation = new Translation(nodes, networks, own, draining);
        return new SourceState(
                services.stream()
                        .sorted(Comparator.comparing(SwarmService::id))
                        .map(one ->
                                translation.service(one, tasksOf.getOrDefault(one.id(), List.of())))
                        .toList());
    }

    /** Where the mesh reaches the task that has one of these addresses on it. */
    Optional<IngressMesh> mesh(Set<InetAddress> own) {
        Set<String> ingress =
                networks.stream()
                        .filter(SwarmNetwork::ingress)
                        .map(SwarmNetwork::id)
                        .collect(Collectors.toSet());
        for (SwarmTask task : tasks) {
            for (Attachment attachment : task.attachments()) {
                if ((attachment.ingress() || ingress.contains(attachment.networkId()))
                        && attachment.isOneOf(own)) {
                    return Optional.of(
                            new IngressMesh(nameOf(task.serviceId()), attachment.subnets()));
                }
            }
        }
        return Optional.empty();
    }

    private String nameOf(String serviceId) {
        return services.stream()
                .filter(service -> service.id().equals(serviceId))
                .map(SwarmService::name)
                .findFirst()
                .orElse(serviceId);
    }

    /** From Docker's words to those of the sources. */
    private static final class Translation {
        private final Map<String, SwarmNode> nodes = new HashMap<>();
        private final Map<String, SwarmNetwork> networks = new HashMap<>();
        private final Interfaces own;
        private final Map<String, Instant> draining;

        Translation(
                List<SwarmNode> nodes,
                List<SwarmNetwork> networks,
                Interfaces own,
                Map<String, Instant> draining) {
            nodes.forEach(node -> this.nodes.put(node.id(), node));
            networks.forEach(network -> this.networks.put(network.id(), network));
            this.own = own;
            this.draining = draining;
        }

        ServiceState service(SwarmService service, List<SwarmTask> tasks) {
            return new ServiceState(
                    service.id(),
                    service.name(),
                    service.createdAt(),
                    service.labels(),
                    service.containerLabels(),
                    tasks.stream().filter(this::isThere).map(this::task).toList(),
                    outlook(service, tasks));
        }

        /**
         * A task that is wanted to stop on a node that the managers have lost is called running for
         * as long as the node is: nobody there can be asked to stop it.
         */
        private boolean isThere(SwarmTask task) {
            SwarmNode node = nodes.get(task.nodeId());
            return task.isRunning() || (task.isDraining() && (node == null || !node.down()));
        }

        /** One without any task was made a moment ago; one whose tasks all ended has given up. */
        private static Outlook outlook(SwarmService service, List<SwarmTask> tasks) {
            if (!service.wanted()) {
                return Outlook.SCALED_TO_ZERO;
            }
            boolean coming =
                    service.updating()
                            || tasks.isEmpty()
                            || tasks.stream().anyMatch(SwarmTask::isInTransition)
                            || tasks.stream().anyMatch(it -> it.isWanted() && !it.isRunning());
            return coming ? Outlook.COMING : Outlook.SETTLED;
        }

        private TaskState task(SwarmTask task) {
            Optional<SwarmNode> node = Optional.ofNullable(nodes.get(task.nodeId()));
            List<TaskAddress> addresses = new ArrayList<>();
            for (Attachment attachment : task.attachments()) {
                if (attachment.host()) {
                    addresses.addAll(address(attachment, node.map(SwarmNode::address).orElse("")));
                } else if (!isIngress(attachment)) {
                    attachment.addresses().stream()
                            .limit(1)
                            .forEach(cidr -> addresses.addAll(address(attachment, cidr)));
                }
            }
            return new TaskState(
                    task.id(),
                    node.map(SwarmNode::hostname).orElse(""),
                    task.isRunning(),
                    drain(task),
                    addresses);
        }

        private @Nullable Draining drain(SwarmTask task) {
            Instant since = task.isDraining() ? draining.get(task.id()) : null;
            return since == null ? null : new Draining(since, task.stopGrace());
        }

        private List<TaskAddress> address(Attachment attachment, String cidr) {
            return Subnet.address(cidr)
                    .map(ip ->
                            new TaskAddress(
                                    name(attachment),
                                    text(ip),
                                    OptionalInt.empty(),
                                    own.reaches(ip)))
                    .stream()
                    .toList();
        }

        private boolean isIngress(Attachment attachment) {
            SwarmNetwork network = networks.get(attachment.networkId());
            return attachment.ingress() || (network != null && network.ingress());
        }

        private String name(Attachment attachment) {
            SwarmNetwork network = networks.get(attachment.networkId());
            return attachment.network().isEmpty() && network != null
                    ? network.name()
                    : attachment.network();
        }

        private static String text(InetAddress address) {
            return address.getHostAddress();
        }
    }
}
