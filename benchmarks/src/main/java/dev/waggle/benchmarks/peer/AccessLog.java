package dev.waggle.benchmarks.peer;

/** Whether a proxy writes a line for each request. */
public enum AccessLog {
    /** Every proxy writes one. */
    ON,
    /** None does. */
    OFF,
    /**
     * Waggle does, since that is its product's default; the others do not, since that is best for
     * them.
     */
    HARDEST_FOR_WAGGLE
}
