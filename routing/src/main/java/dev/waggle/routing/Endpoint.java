package dev.waggle.routing;

import org.jspecify.annotations.Nullable;

/**
 * One address and port of an upstream, from one task.
 *
 * @param id stable as long as the task and its address live; what connections, health and counters
 *     are kept by
 * @param host an IP address without brackets, or in a stack file also a name
 * @param port 1 to 65535
 * @param service the full name of the service whose task this is
 * @param task the task's id
 * @param node the name of the node that it runs on, empty where unknown
 * @param drain since when the task is wanted to stop, so that it is to be avoided while there is
 *     another; null while it is not
 */
public record Endpoint(
        String id,
        String host,
        int port,
        String service,
        String task,
        String node,
        @Nullable Draining drain) {
    /** Of a task that is to go on, with the id that follows from it and its address. */
    public static Endpoint of(String service, String task, String node, String host, int port) {
        return of(service, task, node, host, port, null);
    }

    /** Of a task that may be wanted to stop. */
    public static Endpoint of(
            String service,
            String task,
            String node,
            String host,
            int port,
            @Nullable Draining drain) {
        String id = task + "@" + authority(host, port);
        return new Endpoint(id, host, port, service, task, node, drain);
    }

    public Endpoint {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port);
        }
    }

    /** Whether the task still runs but is about to stop. */
    public boolean draining() {
        return drain != null;
    }

    /** Host and port as in a URL: {@code 10.0.1.7:8080}, {@code [fd00::7]:8080}. */
    public String authority() {
        return authority(host, port);
    }

    private static String authority(String host, int port) {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
