package dev.waggle.routing.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waggle.routing.docker.DockerUnavailable;
import dev.waggle.routing.docker.Fields;

/**
 * A node, as {@code GET /nodes} tells it.
 *
 * @param address how the other nodes reach it; empty where unknown
 * @param down whether the managers have lost it
 */
record SwarmNode(String id, String hostname, String address, boolean down) {
    static SwarmNode of(JsonNode json) throws DockerUnavailable {
        return new SwarmNode(
                Fields.required(json, "ID"),
                Fields.text(json.path("Description").path("Hostname")),
                address(json),
                Fields.text(json.path("Status").path("State")).equals("down"));
    }

    /**
     * A manager may call its own address 0.0.0.0; then the one that managers use is the real one.
     */
    private static String address(JsonNode json) {
        String address = Fields.text(json.path("Status").path("Addr"));
        if (!address.isEmpty() && !address.equals("0.0.0.0")) {
            return address;
        }
        String manager = Fields.text(json.path("ManagerStatus").path("Addr"));
        int colon = manager.lastIndexOf(':');
        return colon < 0 ? "" : manager.substring(0, colon).replace("[", "").replace("]", "");
    }
}
