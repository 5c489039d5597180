package dev.waggle.acme.dns;

import java.time.Duration;
import java.util.List;

/**
 * A program of the operator that changes the DNS.
 *
 * @param command the program and its first arguments, handed to the system as they are: no shell
 * @param timeout after this it is killed with its children
 */
public record ExecSettings(List<String> command, Duration timeout) {

    public ExecSettings {
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("no program is named");
        }
    }
}
