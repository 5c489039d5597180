package dev.waggle.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What each benchmark allocates stays within its bound. Bytes do not wobble as times do, so a few
 * short rounds in this JVM are enough.
 *
 * <p>They say how many once the compiler has seen enough of a benchmark: only then does it leave
 * out objects that nobody keeps. On a busy machine that may take longer, so one that is above its
 * bound is measured once more, with more time to warm up.
 */
@Tag("real") // A minute: too long for the quick tests.
class AllocationTest {
    /**
     * What JMH itself allocates in a round, spread over its operations; more of it where the
     * machine is busy and they are few. It is less than the smallest object, so that no object goes
     * unseen.
     */
    private static final double NOISE_BYTES = 7;

    private static final Pattern METHOD = Pattern.compile("\\w+[.]\\w+");
    private static final Duration WARM_UP = Duration.ofMillis(600);
    private static final Duration LONG_WARM_UP = Duration.ofSeconds(5);

    @Test
    void everyBenchmarkStaysWithinItsBound() throws Exception {
        Map<String, Double> bounds = bounds();
        Map<String, Double> measured = measured(List.of(), WARM_UP);
        assertThat(measured.keySet()).isEqualTo(bounds.keySet());
        Map<String, Double> over = over(bounds, measured);
        if (!over.isEmpty()) {
            over = over(bounds, measured(methods(over.keySet()), LONG_WARM_UP));
        }
        assertThat(over).as("above their bounds, of all: %s", measured).isEmpty();
    }

    private static Map<String, Double> over(
            Map<String, Double> bounds, Map<String, Double> measured) {
        Map<String, Double> over = new TreeMap<>(measured);
        over.entrySet()
                .removeIf(
                        it -> it.getValue() <= bounds.getOrDefault(it.getKey(), 0.0) + NOISE_BYTES);
        return over;
    }

    /** Patterns of the benchmarks that these belong to. */
    private static List<String> methods(Collection<String> names) {
        return names.stream().map(METHOD::matcher).map(AllocationTest::method).distinct().toList();
    }

    private static String method(Matcher name) {
        return name.lookingAt() ? "[.]" + name.group() + "$" : ".";
    }

    private static Map<String, Double> bounds() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = AllocationTest.class.getResourceAsStream("/allocation.properties");
                Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            properties.load(text);
        }
        return properties.stringPropertyNames().stream()
                .collect(
                        Collectors.toMap(
                                name -> name,
                                name -> Double.valueOf(properties.getProperty(name)),
                                (a, _) -> a,
                                TreeMap::new));
    }

    /**
     * @param patterns of benchmarks; none for all
     */
    private static Map<String, Double> measured(List<String> patterns, Duration warmUp)
            throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        patterns.forEach(options::include);
        options.addProfiler(GCProfiler.class)
                .forks(0)
                .verbosity(VerboseMode.SILENT)
                .warmupIterations(2)
                .warmupTime(TimeValue.milliseconds(warmUp.toMillis() / 2))
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(200));
        Collection<RunResult> results = new Runner(options.build()).run();
        return results.stream()
                .collect(
                        Collectors.toMap(
                                it -> name(it.getParams()),
                                AllocationTest::bytesOfEach,
                                (a, _) -> a,
                                TreeMap::new));
    }

    private static double bytesOfEach(RunResult result) {
        return Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                .getScore();
    }

    /** {@code RouteMatchBenchmark.exactHost.1000}. */
    private static String name(BenchmarkParams params) {
        String full = params.getBenchmark();
        String method = full.substring(full.lastIndexOf('.'));
        String type = full.substring(0, full.length() - method.length());
        String arguments =
                params.getParamsKeys().stream()
                        .map(key -> "." + params.getParam(key))
                        .collect(Collectors.joining());
        return type.substring(type.lastIndexOf('.') + 1) + method + arguments;
    }
}
