package dev.waggle.routing.docker;

import java.io.IOException;
import java.util.Set;

/**
 * Docker did not give a complete answer: what we know stays as it is, and the question is asked
 * again later. The message is for the operator.
 */
public final class DockerUnavailable extends IOException {
    /** What an Engine, or a guard before its socket, answers to what may not be asked. */
    private static final Set<Integer> REFUSALS = Set.of(401, 403, 404, 405, 501);

    private final boolean refused;

    public DockerUnavailable(String message) {
        super(message);
        refused = false;
    }

    public DockerUnavailable(String message, Throwable cause) {
        super(message, cause);
        refused = cause instanceof DockerUnavailable unavailable && unavailable.refused;
    }

    /** An answer with another status than 200. */
    DockerUnavailable(int status, String message) {
        super("status " + status + ": " + message);
        refused = REFUSALS.contains(status);
    }

    /** Whether there was an answer, and it says that this may not be asked here. */
    public boolean isRefused() {
        return refused;
    }
}
