package dev.waggle.routing.swarm;

import java.io.IOException;

/**
 * Docker did not give a complete answer: what we know stays as it is, and the question is asked
 * again later. The message is for the operator.
 */
final class DockerUnavailable extends IOException {
    DockerUnavailable(String message) {
        super(message);
    }

    DockerUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
