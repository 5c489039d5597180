package dev.waggle.benchmarks.allocation;

import dev.waggle.benchmarks.peer.Backend;
import dev.waggle.benchmarks.peer.RunningPeer;
import dev.waggle.benchmarks.process.TemporaryFolder;
import dev.waggle.benchmarks.workbench.Workbench;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run bench allocation}. */
@Command(
        name = "allocation",
        mixinStandardHelpOptions = true,
        description =
                "Counts the bytes that the event loops allocate for a request: TLS, metrics,"
                        + " access log and limits are on.")
public final class AllocationCommand implements Callable<Integer> {
    @Option(
            names = "--warm-up",
            defaultValue = "40000",
            description = "Requests that are not counted. Default: ${DEFAULT-VALUE}.")
    private long warmUp;

    @Option(
            names = "--requests",
            defaultValue = "20000",
            description = "Requests that are counted. Default: ${DEFAULT-VALUE}.")
    private long requests;

    @Mixin private Workbench bench = new Workbench();

    @Override
    public Integer call() {
        if (warmUp < 1_000 || requests < 1_000) {
            throw bench.wrong("--warm-up and --requests must be 1000 or more");
        }
        measure()
                .forEach((scene, bytes) ->
                        bench.say(
                                String.format(
                                        Locale.ROOT,
                                        "%s: %.0f bytes a request",
                                        scene.title(),
                                        bytes)));
        return 0;
    }

    private Map<Scene, Double> measure() {
        Map<Scene, Double> measured = new EnumMap<>(Scene.class);
        try (TemporaryFolder folder = TemporaryFolder.create("waggle-bench-");
                Backend backend = Backend.start(folder.path(), bench.loadCore());
                RunningPeer waggle = bench.waggle(folder.path(), backend)) {
            for (Scene scene : Scene.values()) {
                RequestAllocation allocation =
                        new RequestAllocation(waggle, scene.load(bench.loadCore()));
                measured.put(scene, allocation.bytes(warmUp, requests));
            }
        }
        return measured;
    }
}
