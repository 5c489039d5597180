package dev.waggle.proxy.endpoint;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of all endpoints at one moment: an immutable snapshot, published whole.
 *
 * @param byId by the endpoint's id
 */
public record EndpointStates(Map<String, EndpointState> byId) {
    /** Nothing is known of any. */
    public static final EndpointStates NONE = new EndpointStates(Map.of());

    public EndpointStates {
        byId = Map.copyOf(byId);
    }

    /** Null for one that nobody watches: its requests will tell. */
    public @Nullable EndpointState of(String id) {
        return byId.get(id);
    }
}
