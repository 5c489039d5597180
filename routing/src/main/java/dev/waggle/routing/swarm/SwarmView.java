package dev.waggle.routing.swarm;

import dev.waggle.routing.docker.Subnet;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.source.TaskAddress;
import dev.waggle.routing.source.TaskState;
import dev.waggle.routing.swarm.SwarmTask.Attachment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** Whether the next readings should come sooner than usual. */
    boolean isChanging() {
        return services.stream().anyMatch(SwarmService::updating)
                || tasks.stream().anyMatch(SwarmTask::isInTransition);
    }

    /**
     * What the sources have in common.
     *
     * @param own the subnets that this proxy is attached to
     */
    SourceState state(Set<Subnet> own) {
        Map<String, List<SwarmTask>> tasksOf =
                tasks.stream()
                        .filter(task -> task.isRunning() || task.isDraining())
                        .sorted(SwarmTask.STABLE_ORDER)
                        .collect(Collectors.groupingBy(SwarmTask::serviceId));
        Translation translation = new Translation(nodes, networks, own);
        return new SourceState(
                services.stream()
                        .sorted(Comparator.comparing(SwarmService::id))
                        .map(one ->
                                translation.service(one, tasksOf.getOrDefault(one.id(), List.of())))
                        .toList());
    }

    /** From Docker's words to those of the sources. */
    private static final class Translation {
        private final Map<String, SwarmNode> nodes = new HashMap<>();
        private final Map<String, SwarmNetwork> networks = new HashMap<>();
        private final Set<Subnet> own;

        Translation(List<SwarmNode> nodes, List<SwarmNetwork> networks, Set<Subnet> own) {
            nodes.forEach(node -> this.nodes.put(node.id(), node));
            networks.forEach(network -> this.networks.put(network.id(), network));
            this.own = own;
        }

        ServiceState service(SwarmService service, List<SwarmTask> tasks) {
            return new ServiceState(
                    service.id(),
                    service.name(),
                    service.createdAt(),
                    service.labels(),
                    service.containerLabels(),
                    tasks.stream().map(this::task).toList());
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
                    task.isDraining(),
                    addresses);
        }

        private List<TaskAddress> address(Attachment attachment, String cidr) {
            return Subnet.address(cidr)
                    .map(ip ->
                            new TaskAddress(
                                    name(attachment), text(ip), OptionalInt.empty(), reaches(ip)))
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

        private boolean reaches(InetAddress address) {
            return own.stream().anyMatch(subnet -> subnet.contains(address));
        }

        private static String text(InetAddress address) {
            return address.getHostAddress();
        }
    }
}
