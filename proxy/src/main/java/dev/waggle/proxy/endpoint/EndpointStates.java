package dev.waggle.proxy.endpoint;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of all endpoints at one moment: an immutable snapshot, published whole.
 *
 * @param byId by the endpoint's id
 * @param gone what was last known of those that the newest table lacks: a request that goes by the
 *     table before must not take one that has drained for one of which nothing is known
 */
public record EndpointStates(Map<String, EndpointState> byId, Map<String, EndpointState> gone) {
    /** Nothing is known of any. */
    public static final EndpointStates NONE = new EndpointStates(Map.of(), Map.of());

    public EndpointStates {
        byId = Map.copyOf(byId);
        gone = Map.copyOf(gone);
    }

    /** Null for one that nobody watches: its requests will tell. */
    public @Nullable EndpointState of(String id) {
        EndpointState state = byId.get(id);
        return state == null ? gone.get(id) : state;
    }
}
