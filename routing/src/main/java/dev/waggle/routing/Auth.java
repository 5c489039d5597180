package dev.waggle.routing;

import java.nio.file.Path;

/** Who may pass a route. */
public sealed interface Auth {
    /** Everyone. */
    record Off() implements Auth {}

    /**
     * Basic authentication (RFC 7617) against an htpasswd file.
     *
     * @param path absolute, normalised, below one of the configured folders; whether it can be read
     *     is found out when it is
     * @param realm shown to the user; no control characters
     */
    record File(Path path, String realm) implements Auth {}

    /**
     * Protection was asked for and cannot be given: nobody passes (403).
     *
     * @param reason for the operator, never for the client
     */
    record Broken(String reason) implements Auth {}
}
