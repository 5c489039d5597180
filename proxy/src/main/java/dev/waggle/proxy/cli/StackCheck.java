package dev.waggle.proxy.cli;

import java.io.IOException;
import java.nio.file.Path;

/** Says what the labels of a stack file come to, without a Swarm. */
@FunctionalInterface
public interface StackCheck {
    /**
     * Reads a stack file.
     *
     * @throws IOException when the file cannot be read
     */
    Report check(Path stack) throws IOException;

    /**
     * What a stack file comes to.
     *
     * @param text routes and problems, for people
     * @param hasProblems whether anything should be mended
     */
    record Report(String text, boolean hasProblems) {}
}
