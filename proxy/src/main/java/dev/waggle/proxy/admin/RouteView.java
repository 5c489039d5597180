package dev.waggle.proxy.admin;

import java.util.List;
import java.util.Map;

/**
 * A route as it is shown.
 *
 * @param host name, or wildcard
 * @param context path prefix
 * @param services full names of those that share it, the oldest first
 * @param reason why there is no endpoint; empty when there is one
 * @param options what differs from the defaults, by key
 */
public record RouteView(
        String name,
        String host,
        String context,
        List<String> services,
        String upstream,
        List<EndpointView> endpoints,
        String reason,
        Map<String, String> options) {
    public RouteView {
        services = List.copyOf(services);
        endpoints = List.copyOf(endpoints);
        options = Map.copyOf(options);
    }
}
