package dev.waggle.routing.source;

import java.util.Map;
import java.util.OptionalInt;

/**
 * An address of a task on one network, or of the host that publishes ports of it.
 *
 * @param network the network's full name; empty in a stack file and for published ports
 * @param host an IP address, or in a stack file also a name
 * @param port a fixed port that overrides the port label (stack file), else empty
 * @param reachable whether the proxy is attached to this network itself
 * @param published the ports of the host that lead to ports of the task, by the task's port; empty
 *     where the task is reached at its own
 */
public record TaskAddress(
        String network,
        String host,
        OptionalInt port,
        boolean reachable,
        Map<Integer, Integer> published) {
    public TaskAddress {
        published = Map.copyOf(published);
    }

    /** An address at which the task itself listens. */
    public TaskAddress(String network, String host, OptionalInt port, boolean reachable) {
        this(network, host, port, reachable, Map.of());
    }

    /** Whether this is the host's address, and only some ports of the task are behind it. */
    public boolean isPublished() {
        return !published.isEmpty();
    }

    /**
     * Which port to connect to.
     *
     * @param wanted the task's port, as the label says it
     * @return empty if the host does not publish it
     */
    public OptionalInt portFor(int wanted) {
        if (!isPublished()) {
            return OptionalInt.of(port.orElse(wanted));
        }
        Integer hostPort = published.get(wanted);
        return hostPort == null ? OptionalInt.empty() : OptionalInt.of(hostPort);
    }
}
