package dev.waggle.benchmarks.profile;

import dev.waggle.benchmarks.load.H2load;
import dev.waggle.benchmarks.load.Load;
import dev.waggle.benchmarks.peer.AccessLog;
import dev.waggle.benchmarks.peer.Backend;
import dev.waggle.benchmarks.peer.Certificate;
import dev.waggle.benchmarks.peer.Peers;
import dev.waggle.benchmarks.peer.RunningPeer;
import dev.waggle.benchmarks.peer.Site;
import dev.waggle.benchmarks.process.Core;
import dev.waggle.benchmarks.process.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./run bench profile}. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        description = "Draws a flame graph of Waggle under load, and lists its hottest methods.")
public final class ProfileCommand implements Callable<Integer> {
    private static final int PROXY_CORE = 0;
    private static final int LOAD_CORE = 1;

    /** What Waggle does meanwhile. */
    enum Scene {
        H1,
        H2,
        DOWNLOAD,
        DOWNLOAD_H2;

        Load load() {
            return switch (this) {
                case H1 -> H2load.http1(LOAD_CORE, 64, Backend.Paths.SMALL);
                case H2 -> H2load.http2(LOAD_CORE, 10, 32, Backend.Paths.SMALL);
                case DOWNLOAD -> H2load.http1(LOAD_CORE, 8, Backend.Paths.LARGE);
                case DOWNLOAD_H2 -> H2load.http2(LOAD_CORE, 2, 4, Backend.Paths.LARGE);
            };
        }
    }

    @Option(
            names = "--load",
            defaultValue = "H1",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Scene scene = Scene.H1;

    @Option(names = "--seconds", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "15",
            description = "CPU-seconds of load before it. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--distribution",
            defaultValue = "target/dist",
            description = "Folder of the Waggle that is looked at. Default: ${DEFAULT-VALUE}.")
    private Path distribution = Path.of("");

    @Option(
            names = "--results",
            defaultValue = "benchmarks/results",
            description = "Folder for what is written. Default: ${DEFAULT-VALUE}.")
    private Path results = Path.of("");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(results);
        try (TemporaryFolder folder = TemporaryFolder.create("waggle-bench-")) {
            Core.stayOn(LOAD_CORE);
            profile(folder.path());
        }
        return 0;
    }

    private void profile(Path folder) {
        try (Backend backend = Backend.start(folder, LOAD_CORE);
                RunningPeer waggle =
                        Peers.given(Peers.WAGGLE, distribution.toString())
                                .start(
                                        new Site(
                                                folder,
                                                Certificate.make(folder),
                                                backend,
                                                PROXY_CORE),
                                        AccessLog.ON)) {
            Load load = scene.load();
            warmUp(waggle, load);
            Profiler profiler = new Profiler(waggle.pid(), folder);
            profiler.start();
            load.run(waggle.port(), Duration.ofSeconds(seconds));
            Path file = results.resolve("profile-" + scene.name().toLowerCase(Locale.ROOT));
            profiler.stop(Path.of(file + ".html"), Path.of(file + ".txt"));
            spec.commandLine().getOut().println("written: " + file + ".html, .txt");
        }
    }

    /** What is compiled meanwhile would hide what runs later. */
    private void warmUp(RunningPeer waggle, Load load) {
        do {
            load.run(waggle.port(), Duration.ofSeconds(2));
        } while (waggle.cpuSeconds() < warmUp);
    }
}
