package dev.waggle.proxy.real;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for what comes true by itself in another process, and says what it saw when it does not.
 */
public final class Eventually {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private Eventually() {}

    /**
     * Looks until the condition holds.
     *
     * @throws AssertionError when it does not in time
     */
    public static void holds(String what, Duration within, BooleanSupplier condition) {
        holds(what, within, condition, () -> "");
    }

    /**
     * Looks until the condition holds.
     *
     * @param seen asked only on failure: what helps to understand it
     * @throws AssertionError when it does not in time
     */
    public static void holds(
            String what, Duration within, BooleanSupplier condition, Supplier<String> seen) {
        yields(
                what,
                within,
                () -> condition.getAsBoolean() ? Optional.of(Boolean.TRUE) : Optional.empty(),
                seen);
    }

    /**
     * Looks until there is a value.
     *
     * @param seen asked only on failure: what helps to understand it
     * @throws AssertionError when there is none in time
     */
    public static <T> T yields(
            String what, Duration within, Supplier<Optional<T>> look, Supplier<String> seen) {
        long deadline = System.nanoTime() + within.toNanos();
        while (true) {
            Optional<T> value = look.get();
            if (value.isPresent()) {
                return value.get();
            }
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                throw new AssertionError(
                        "not within %s: %s\n%s".formatted(within, what, seen.get()));
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
