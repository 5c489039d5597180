package dev.waggle.acme.dns;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Asks many at once, each on a virtual thread, and waits for all. */
final class InParallel {

    private InParallel() {}

    /**
     * What the function gives for each of a short list, in the same order. Interrupted, it
     * interrupts the threads and does not return before they have ended.
     *
     * @param function throws nothing but what is a bug
     */
    static <T, R> List<R> map(List<T> items, Function<T, R> function) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<R>> calls =
                    items.stream().<Callable<R>>map(item -> () -> function.apply(item)).toList();
            return threads.invokeAll(calls).stream().map(InParallel::result).toList();
        }
    }

    private static <R> R result(Future<R> finished) {
        try {
            return finished.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("a call that should not fail has failed", e);
        }
    }
}
