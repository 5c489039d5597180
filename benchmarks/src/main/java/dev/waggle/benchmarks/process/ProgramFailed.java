package dev.waggle.benchmarks.process;

/** A program that was needed did not do what it was started for. */
public final class ProgramFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param message the command, and the end of what it wrote
     */
    public ProgramFailed(String message) {
        super(message);
    }
}
