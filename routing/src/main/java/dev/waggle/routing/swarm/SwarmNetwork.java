package dev.waggle.routing.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waggle.routing.docker.DockerUnavailable;
import dev.waggle.routing.docker.Fields;

/** A network, as {@code GET /networks} tells it. */
record SwarmNetwork(String id, String name, boolean ingress) {
    static SwarmNetwork of(JsonNode json) throws DockerUnavailable {
        return new SwarmNetwork(
                // Networks have "Id" where everything else has "ID".
                Fields.required(json, "Id"),
                Fields.required(json, "Name"),
                json.path("Ingress").asBoolean(false));
    }
}
