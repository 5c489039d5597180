package dev.waggle.benchmarks.profile;

import dev.waggle.benchmarks.load.ConnectionsLoad;
import dev.waggle.benchmarks.load.ConnectionsLoad.Purpose;
import dev.waggle.benchmarks.load.H2load;
import dev.waggle.benchmarks.load.Load;
import dev.waggle.benchmarks.peer.Backend;
import dev.waggle.benchmarks.peer.RunningPeer;
import dev.waggle.benchmarks.process.Core;
import dev.waggle.benchmarks.process.TemporaryFolder;
import dev.waggle.benchmarks.workbench.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run bench profile}. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        description =
                "Draws a flame graph of Waggle under load, of its time or of what it allocates, and"
                        + " lists its hottest methods.")
public final class ProfileCommand implements Callable<Integer> {
    /** What Waggle does meanwhile. */
    enum Scene {
        H1,
        H1_ONE_CONNECTION,
        H2,
        DOWNLOAD,
        UPLOAD,
        DOWNLOAD_H2,
        HANDSHAKES,
        RESUMED_HANDSHAKES;

        Load load(int loadCore, Path folder) throws IOException {
            return switch (this) {
                case H1 -> H2load.http1(loadCore, 64, Backend.Paths.SMALL);
                case H1_ONE_CONNECTION -> H2load.http1(loadCore, 1, Backend.Paths.SMALL);
                case H2 -> H2load.http2(loadCore, 10, 32, Backend.Paths.SMALL);
                case DOWNLOAD -> H2load.http1(loadCore, 8, Backend.Paths.LARGE);
                case UPLOAD ->
                        H2load.http1(loadCore, 4, Backend.Paths.SINK)
                                .withBody(
                                        Files.write(
                                                folder.resolve("upload.bin"),
                                                new byte[Backend.LARGE_BYTES]));
                case DOWNLOAD_H2 -> H2load.http2(loadCore, 2, 4, Backend.Paths.LARGE);
                case HANDSHAKES -> new ConnectionsLoad(Purpose.FULL_HANDSHAKE);
                case RESUMED_HANDSHAKES ->
                        new ConnectionsLoad(Purpose.RESUMED_HANDSHAKE_AND_REQUEST);
            };
        }
    }

    @Option(
            names = "--load",
            defaultValue = "H1",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Scene scene = Scene.H1;

    @Option(
            names = "--of",
            defaultValue = "CPU",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Profiler.Event event = Profiler.Event.CPU;

    @Option(names = "--seconds", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "15",
            description = "CPU-seconds of load before it. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Mixin private Workbench bench = new Workbench();

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(bench.results());
        try (TemporaryFolder folder = TemporaryFolder.create("waggle-bench-")) {
            Core.stayOn(bench.loadCore());
            profile(folder.path());
        }
        return 0;
    }

    private void profile(Path folder) throws IOException {
        try (Backend backend = Backend.start(folder, bench.loadCore());
                RunningPeer waggle = bench.waggle(folder, backend)) {
            Load load = scene.load(bench.loadCore(), folder);
            warmUp(waggle, load);
            Profiler profiler = new Profiler(waggle.pid(), folder, event);
            profiler.start();
            load.run(waggle.port(), Duration.ofSeconds(seconds));
            Path file = bench.results().resolve("profile-" + fileName());
            profiler.stop(
                    Path.of(file + ".html"), Path.of(file + ".txt"), Path.of(file + ".collapsed"));
            bench.say("written: " + file + ".html, .txt, .collapsed");
        }
    }

    /** {@code h1}, {@code h1-allocation}. */
    private String fileName() {
        String what = event == Profiler.Event.CPU ? "" : "-" + event.name();
        return (scene.name() + what).toLowerCase(Locale.ROOT);
    }

    /** What is compiled meanwhile would hide what runs later. */
    private void warmUp(RunningPeer waggle, Load load) {
        do {
            load.run(waggle.port(), Duration.ofSeconds(2));
        } while (waggle.cpuSeconds() < warmUp);
    }
}
