package dev.waggle.routing.labels;

import dev.waggle.routing.HostPattern;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.RouteOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the labels of one route of one service ask for, checked.
 *
 * @param name empty for the unnamed route
 * @param hosts at least one
 * @param port of the tasks; 0 for a redirect without one, which asks no task
 * @param context stripped before the request is passed on
 * @param internalContext put in its place; null for none
 * @param priority the higher wins
 * @param network on which the tasks are addressed, as written; null for a shared one
 * @param options everything else
 */
public record RouteLabels(
        String name,
        List<HostPattern> hosts,
        int port,
        PathPrefix context,
        @Nullable PathPrefix internalContext,
        int priority,
        @Nullable String network,
        RouteOptions options) {
    public RouteLabels {
        hosts = List.copyOf(hosts);
    }

    /** A label of this route as it would be written: {@code routing.api.auth}. */
    public String labelOf(LabelKey key) {
        return new RouteEntries(name).labelOf(key);
    }
}
