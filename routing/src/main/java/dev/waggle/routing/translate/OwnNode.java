package dev.waggle.routing.translate;

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
        for (SourceState state : states) {
            for (ServiceState service : state.services()) {
                for (TaskState task : service.tasks()) {
                    if (!task.node().isEmpty() && isAt(task, hosts)) {
                        return task.node();
                    }
                }
            }
        }
        return "";
    }

    /** An own address without its port and brackets, as a task's address is written. */
    private static String host(String authority) {
        String host = authority.substring(0, authority.lastIndexOf(':'));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean isAt(TaskState task, Set<String> hosts) {
        if (task.running() || task.draining()) {
            for (TaskAddress address : task.addresses()) {
                if (address.reachable() && hosts.contains(address.host())) {
                    return true;
                }
            }
        }
        return false;
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
