package dev.waggle.routing.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waggle.routing.docker.DockerClient;
import dev.waggle.routing.docker.DockerUnavailable;
import dev.waggle.routing.docker.Fields;
import dev.waggle.routing.docker.JsonElements;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a Swarm: all of it, or a failure.
 *
 * <p>The tasks are asked for often and rarely differ, so the hash of the last answer is kept: an
 * unchanged one is not even parsed. Used by one thread.
 */
final class SwarmReader {
    private final DockerClient docker;
    private byte[] lastTasks = {};

    SwarmReader(DockerClient docker) {
        this.docker = docker;
    }

    /** Everything. */
    SwarmView readAll() throws DockerUnavailable {
        return readRest(docker.get("/tasks"));
    }

    /** Everything, if the tasks are others than at the last complete reading. */
    Optional<SwarmView> readIfTasksChanged() throws DockerUnavailable {
        byte[] tasks = docker.get("/tasks");
        return Arrays.equals(hash(tasks), lastTasks)
                ? Optional.empty()
                : Optional.of(readRest(tasks));
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
    private SwarmView readRest(byte[] tasks) throws DockerUnavailable {
        List<SwarmTask> readTasks = JsonElements.all(tasks, "tasks", SwarmTask::of);
        SwarmView view =
                new SwarmView(
                        JsonElements.all(docker.get("/services"), "services", SwarmService::of),
                        readTasks,
                        JsonElements.all(docker.get("/nodes"), "nodes", SwarmNode::of),
                        JsonElements.all(docker.get("/networks"), "networks", SwarmNetwork::of));
        lastTasks = hash(tasks);
        return view;
    }

    private static byte[] hash(byte[] answer) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(answer);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
