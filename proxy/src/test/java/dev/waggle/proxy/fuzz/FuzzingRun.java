package dev.waggle.proxy.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestReporter;

/** Targets under the fuzzer, as many at once as there are processors. */
final class FuzzingRun implements AutoCloseable {
    private static final int FEWEST_BRANCHES = 50;

    private final ExecutorService pool =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

    /** A test for each of them, which all begin at once. */
    Stream<DynamicTest> of(List<FuzzTarget> targets, int seconds, TestReporter reporter) {
        return targets.stream()
                .map(target -> {
                    Future<Fuzzer> fuzzer = pool.submit(() -> Fuzzer.run(target, seconds));
                    return DynamicTest.dynamicTest(
                            target.word(),
                            () -> {
                                hold(fuzzer.get());
                                reporter.publishEntry(
                                        target.word(),
                                        "%d runs, %d branches"
                                                .formatted(
                                                        fuzzer.get().runs(),
                                                        fuzzer.get().branches()));
                            });
                })
                .toList()
                .stream();
    }

    /** One that is not guided, or did not even try its seeds, would find nothing either. */
    private static void hold(Fuzzer fuzzer) {
        assertThat(fuzzer.exitCode()).as(fuzzer.output()).isZero();
        assertThat(fuzzer.runs()).as(fuzzer.output()).isGreaterThanOrEqualTo(fuzzer.seeds());
        assertThat(fuzzer.branches()).as(fuzzer.output()).isGreaterThan(FEWEST_BRANCHES);
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
