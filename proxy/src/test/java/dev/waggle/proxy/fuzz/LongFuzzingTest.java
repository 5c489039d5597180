package dev.waggle.proxy.fuzz;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/** Every target for minutes. */
@Tag("long")
class LongFuzzingTest {
    private static final int SECONDS = 180;

    @AutoClose private final FuzzingRun run = new FuzzingRun();

    @TestFactory
    Stream<DynamicTest> nothingIsFoundIn(TestReporter reporter) {
        return run.of(List.of(FuzzTarget.values()), SECONDS, reporter);
    }
}
