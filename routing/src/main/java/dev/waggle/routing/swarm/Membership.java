package dev.waggle.routing.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waggle.routing.docker.DockerUnavailable;
import dev.waggle.routing.docker.Fields;

/** What an Engine is to a Swarm. */
enum Membership {
    /** It manages one, and knows all its services. */
    MANAGER,
    /** It runs tasks of one, and knows no service. */
    WORKER,
    /** There is none. */
    NONE;

    /**
     * As {@code GET /info} tells it.
     *
     * @throws DockerUnavailable while it is undecided: joining, locked, or failed
     */
    static Membership of(JsonNode info) throws DockerUnavailable {
        JsonNode swarm = info.path("Swarm");
        String state = Fields.text(swarm.path("LocalNodeState"));
        return switch (state) {
            case "active" -> swarm.path("ControlAvailable").asBoolean(false) ? MANAGER : WORKER;
            case "inactive", "" -> NONE;
            default ->
                    throw new DockerUnavailable(
                            "this Engine does not say whether it manages a Swarm, its state is '"
                                    + state
                                    + "'");
        };
    }
}
