package dev.waggle.acme;

/**
 * The state directory, or a file in it, cannot be used; the message names the path and what to do.
 */
public final class StateUnusable extends Exception {

    StateUnusable(String message, Throwable cause) {
        super(message, cause);
    }
}
