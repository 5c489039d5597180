package dev.waggle.routing.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waggle.routing.docker.DockerClient;
import dev.waggle.routing.docker.DockerUnavailable;
import dev.waggle.routing.docker.Fields;
import dev.waggle.routing.docker.JsonElements;
import java.util.List;

/** Reads a Swarm: all of it, or a failure. Used by one thread. */
final class SwarmReader {
    private final DockerClient docker;
    private final ListReading<SwarmTask> tasks;
    private final ListReading<SwarmService> services;
    private final ListReading<SwarmNode> nodes;
    private final ListReading<SwarmNetwork> networks;

    SwarmReader(DockerClient docker) {
        this.docker = docker;
        tasks = new ListReading<>(docker, "/tasks", "tasks", SwarmTask::of);
        services = new ListReading<>(docker, "/services", "services", SwarmService::of);
        nodes = new ListReading<>(docker, "/nodes", "nodes", SwarmNode::of);
        networks = new ListReading<>(docker, "/networks", "networks", SwarmNetwork::of);
    }

    /** Everything. */
    SwarmView readAll() throws DockerUnavailable {
        return readRest(tasks.read());
    }

    /**
     * The tasks, and the rest only if they are of services or on nodes that the last reading does
     * not know: everything but tasks has events.
     *
     * @param last the last reading
     * @return the same one if nothing has changed
     */
    SwarmView sweep(SwarmView last) throws DockerUnavailable {
        List<SwarmTask> read = tasks.read();
        if (read.equals(last.tasks())) {
            return last;
        }
        return last.knows(read) ? last.with(read) : readRest(read);
    }

    /**
     * Only a manager knows the Swarm; asked before the first reading and after each failure.
     *
     * @throws DockerUnavailable in words for the operator, if this Engine is none
     */
    void requireManager() throws DockerUnavailable {
        JsonNode swarm = JsonElements.one(docker.get("/info"), "the Engine's info").path("Swarm");
        String membership = Fields.text(swarm.path("LocalNodeState"));
        if (!membership.equals("active")) {
            throw new DockerUnavailable(
                    "this Engine is in no Swarm (%s): docker swarm init or join makes it a member"
                            .formatted(membership.isEmpty() ? "inactive" : membership));
        }
        if (!swarm.path("ControlAvailable").asBoolean(false)) {
            throw new DockerUnavailable(
                    "this node is a worker: only a manager knows services and tasks; place the"
                            + " proxy with node.role == manager, or give it a manager's address");
        }
    }

    /** Services are read after the tasks: one that is gone by then takes its tasks with it. */
    private SwarmView readRest(List<SwarmTask> readTasks) throws DockerUnavailable {
        return new SwarmView(services.read(), readTasks, nodes.read(), networks.read());
    }
}
