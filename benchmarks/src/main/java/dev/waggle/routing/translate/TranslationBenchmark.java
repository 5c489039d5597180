package dev.waggle.routing.translate;

import dev.waggle.routing.RouteTable;
import dev.waggle.routing.source.ServiceState;
import dev.waggle.routing.source.SourceState;
import dev.waggle.routing.source.TaskAddress;
import dev.waggle.routing.source.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Services become a route table: all for the first time, or all but one as they were the last time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TranslationBenchmark {
    /** In the Swarm, each with two tasks. */
    @Param({"100", "10000"})
    public int services;

    private final List<ServiceState> states = new ArrayList<>();
    private final ServiceMemory memory = new ServiceMemory();
    private int changes;

    /** Makes the services. */
    @Setup
    public void fill() {
        for (int i = 0; i < services; i++) {
            states.add(service(i, 0));
        }
    }

    /** Nothing is known of any. */
    @Benchmark
    public RouteTable firstTable() {
        return Translator.translate(List.of(new SourceState(states)), TranslatorSettings.DEFAULTS);
    }

    /** One service has other labels than the last time. */
    @Benchmark
    public RouteTable oneServiceChanges() {
        changes++;
        states.set(changes % services, service(changes % services, changes));
        return Translator.translate(
                List.of(new SourceState(states)), TranslatorSettings.DEFAULTS, memory);
    }

    private static ServiceState service(int number, int change) {
        return new ServiceState(
                "id" + number,
                "stack_service" + number,
                Instant.EPOCH.plusSeconds(number),
                Map.of(
                        "routing-host",
                        "service" + number + ".apps.example.test",
                        "routing-port",
                        "8080",
                        "routing-retries",
                        Integer.toString(change % 3)),
                Map.of(),
                List.of(task(number, 1), task(number, 2)));
    }

    private static TaskState task(int service, int number) {
        String address = "10.%d.%d.%d".formatted(number, service / 250 + 1, service % 250 + 1);
        return TaskState.running(
                "task" + service + "." + number,
                "node",
                List.of(new TaskAddress("web", address, OptionalInt.empty(), true)));
    }
}
