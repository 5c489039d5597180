package dev.waggle.routing;

import java.util.List;

/**
 * A task that Prometheus is asked to scrape.
 *
 * @param job the value of {@code prometheus-job}
 * @param port 1 to 65535
 * @param service the service's full name
 * @param task the task's id
 * @param node the name of the node that it runs on, empty where unknown
 * @param addresses the task's addresses, one for each network
 */
public record PrometheusTarget(
        String job, int port, String service, String task, String node, List<Address> addresses) {
    public PrometheusTarget {
        addresses = List.copyOf(addresses);
    }

    /**
     * Where the task is on one network.
     *
     * @param network its full name, empty in a stack file
     * @param host an IP address, or in a stack file also a name
     * @param reachable whether the proxy is attached to this network itself
     */
    public record Address(String network, String host, boolean reachable) {}
}
