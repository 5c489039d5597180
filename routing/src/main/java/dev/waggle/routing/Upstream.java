package dev.waggle.routing;

import java.util.List;

/**
 * A named group of endpoints that serve the same thing.
 *
 * @param key stable over updates: the services (and named routes) that contribute, oldest first,
 *     {@code blog_web} or {@code blog_web+blog_next:api}
 * @param endpoints in a stable order; draining ones included
 * @param emptyReason why there is no endpoint, in words for the operator; empty when there is one
 * @param outlook whether more endpoints are on their way
 */
public record Upstream(String key, List<Endpoint> endpoints, String emptyReason, Outlook outlook) {
    /**
     * What the {@link #emptyReason} of an upstream ends with whose every task is the proxy itself.
     */
    public static final String LOOP = "leads back to the proxy itself";

    /** One that will have no other endpoints by itself. */
    public Upstream(String key, List<Endpoint> endpoints, String emptyReason) {
        this(key, endpoints, emptyReason, Outlook.SETTLED);
    }

    public Upstream {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty() == emptyReason.isEmpty()) {
            throw new IllegalArgumentException(
                    "a reason is given exactly when there is no endpoint");
        }
    }

    /** Whether it is empty because its tasks are the proxy itself: 508. */
    public boolean isLoop() {
        return emptyReason.endsWith(LOOP);
    }

    /** Whether another endpoint is expected within a while, so that waiting for it makes sense. */
    public boolean isAwaited() {
        return outlook == Outlook.COMING;
    }

    /** Whether nothing can serve now: 503 with Retry-After. */
    public boolean isEmpty() {
        return endpoints.isEmpty();
    }
}
