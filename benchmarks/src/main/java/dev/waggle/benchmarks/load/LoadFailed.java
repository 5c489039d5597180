package dev.waggle.benchmarks.load;

/** A load was not answered as it should have been. */
public final class LoadFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param message what was seen instead
     */
    public LoadFailed(String message) {
        super(message);
    }
}
