package dev.waggle.acme.challenge;

/** An answer that stands where the CA looks for it. */
@FunctionalInterface
public interface Placed extends AutoCloseable {

    /**
     * Takes the answer away. It may block; what goes wrong is logged, not thrown: the validation is
     * over by then. More than once does no harm.
     */
    @Override
    void close();
}
