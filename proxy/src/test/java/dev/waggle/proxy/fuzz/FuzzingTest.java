package dev.waggle.proxy.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/** Every target for a few seconds; longer, and one of them alone, by {@code ./run fuzz}. */
@Tag("real")
class FuzzingTest {
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 6);
    private static final String ONLY = System.getProperty("fuzz.target", "");

    @AutoClose private final FuzzingRun run = new FuzzingRun();

    @TestFactory
    Stream<DynamicTest> nothingIsFoundIn(TestReporter reporter) {
        List<FuzzTarget> targets =
                Arrays.stream(FuzzTarget.values())
                        .filter(target -> ONLY.isEmpty() || target.word().equals(ONLY))
                        .toList();
        assertThat(targets).as("targets called '%s' of %s", ONLY, words()).isNotEmpty();
        return run.of(targets, SECONDS, reporter);
    }

    private static List<String> words() {
        return Arrays.stream(FuzzTarget.values()).map(FuzzTarget::word).toList();
    }
}
