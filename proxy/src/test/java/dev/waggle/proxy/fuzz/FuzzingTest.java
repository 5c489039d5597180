package dev.waggle.proxy.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every target for a few seconds, as many at once as there are processors; longer, and one of them
 * alone, by {@code ./run fuzz}.
 */
@Tag("real")
class FuzzingTest {
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 6);
    private static final String ONLY = System.getProperty("fuzz.target", "");
    private static final int FEWEST_BRANCHES = 50;

    private final ExecutorService pool =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @TestFactory
    Stream<DynamicTest> nothingIsFoundIn() {
        List<FuzzTarget> targets =
                Arrays.stream(FuzzTarget.values())
                        .filter(target -> ONLY.isEmpty() || target.word().equals(ONLY))
                        .toList();
        assertThat(targets).as("targets called '%s' of %s", ONLY, words()).isNotEmpty();
        return targets.stream()
                .map(target -> {
                    Future<Fuzzer> fuzzer = pool.submit(() -> Fuzzer.run(target, SECONDS));
                    return DynamicTest.dynamicTest(target.word(), () -> hold(fuzzer.get()));
                })
                .toList()
                .stream();
    }

    private static List<String> words() {
        return Arrays.stream(FuzzTarget.values()).map(FuzzTarget::word).toList();
    }

    /** One that is not guided, or did not even try its seeds, would find nothing either. */
    private static void hold(Fuzzer fuzzer) {
        assertThat(fuzzer.exitCode()).as(fuzzer.output()).isZero();
        assertThat(fuzzer.runs()).as(fuzzer.output()).isGreaterThanOrEqualTo(fuzzer.seeds());
        assertThat(fuzzer.branches()).as(fuzzer.output()).isGreaterThan(FEWEST_BRANCHES);
    }
}
