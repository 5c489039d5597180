package dev.waggle.routing;

import org.jspecify.annotations.Nullable;

/**
 * What requests for a host below a context get: an upstream, with options.
 *
 * @param name of the service that the options come from, {@code blog_web}, or of its named route,
 *     {@code blog_web:api}. A service with several hosts has several routes of one name; host and
 *     context together are unique in a table
 * @param host which hosts it answers for
 * @param context the prefix that it answers for, stripped before the request is passed on
 * @param internalContext put in place of the stripped prefix; null for none
 * @param priority the higher wins among the routes of one host, before the longer context
 * @param upstream who serves
 * @param options how
 */
public record Route(
        String name,
        HostPattern host,
        PathPrefix context,
        @Nullable PathPrefix internalContext,
        int priority,
        Upstream upstream,
        RouteOptions options) {
    /** Host and context, which identify the route in its table: {@code blog.example.org/api}. */
    public String key() {
        return host.text() + context.value();
    }
}
