package dev.waggle.routing.docker;

import java.io.IOException;

/**
 * Docker did not give a complete answer: what we know stays as it is, and the question is asked
 * again later. The message is for the operator.
 */
public final class DockerUnavailable extends IOException {
    public DockerUnavailable(String message) {
        super(message);
    }

    public DockerUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
