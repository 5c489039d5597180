package dev.waggle.routing.translate;

import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Problem;
import dev.waggle.routing.labels.LabelKey;
import dev.waggle.routing.labels.RouteLabels;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.source.TaskAddress;
import dev.waggle.routing.source.TaskState;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which node the proxy runs on: that of the task with one of the proxy's own addresses, which is
 * the proxy's own task, or on the host's network any whose ports that host publishes. The Engine
 * that is asked may be another node's.
 */
final class OwnNode {
    private OwnNode() {}

    /**
     * The name of the node; empty where no task tells.
     *
     * @param ownAddresses as in {@link TranslatorSettings}
     */
    static String in(List<SourceState> states, Set<String> ownAddresses) {
        Set<String> hosts =
                ownAddresses.stream().map(OwnNode::host).collect(Collectors.toUnmodifiableSet());
        return states.stream()
                .flatMap(state -> state.services().stream())
                .flatMap(service -> service.tasks().stream())
                .filter(task -> !task.node().isEmpty() && isAt(task, hosts))
                .map(TaskState::node)
                .findFirst()
                .orElse("");
    }

    /** An own address without its port, and as a task's address would stand there. */
    private static String host(String authority) {
        return authority.substring(0, authority.lastIndexOf(':'));
    }

    private static boolean isAt(TaskState task, Set<String> hosts) {
        return (task.running() || task.draining())
                && task.addresses().stream()
                        .filter(TaskAddress::reachable)
                        .anyMatch(address -> hosts.contains(text(address)));
    }

    private static String text(TaskAddress address) {
        return host(Endpoint.of("", "", "", address.host(), 1).authority());
    }

    /** What an operator is told who prefers what cannot be known. */
    static Problem unknown(ServiceState service, RouteLabels labels) {
        return new Problem(
                service.name(),
                labels.labelOf(LabelKey.PREFER),
                "local",
                "no task shows which node the proxy runs on, so none comes first",
                "run the proxy as a service of the Swarm, or remove the label");
    }
}
