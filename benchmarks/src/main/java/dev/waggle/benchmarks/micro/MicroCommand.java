package dev.waggle.benchmarks.micro;

import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./run bench micro}. */
@Command(
        name = "micro",
        mixinStandardHelpOptions = true,
        description = "Measures single steps of the hot path, their time and what they allocate.")
public final class MicroCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "PATTERN",
            description = "Regular expressions of the benchmarks' names; without any all.")
    private List<String> patterns = List.of();

    @Option(names = "--forks", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private int forks;

    @Option(names = "--rounds", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Override
    public Integer call() throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        patterns.forEach(options::include);
        options.addProfiler(GCProfiler.class)
                .forks(forks)
                .warmupIterations(rounds)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(rounds)
                .measurementTime(TimeValue.seconds(1))
                .jvmArgsAppend(
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow");
        new Runner(options.build()).run();
        return 0;
    }
}
