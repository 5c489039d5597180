package dev.waggle.benchmarks.profile;

import dev.waggle.benchmarks.process.ProgramFailed;
import dev.waggle.benchmarks.process.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** async-profiler in another JVM. Blocks. */
final class Profiler {
    private static final String LIBRARY =
            "/linux-%s/libasyncProfiler.so"
                    .formatted(System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64");

    /**
     * There are no hardware counters in virtual machines, so the timer of each thread has to do.
     */
    private static final String START = "start,event=ctimer,interval=1ms,cstack=vm";

    private final long pid;
    private final Path library;

    /**
     * @param pid of the JVM
     * @param folder for the profiler's library
     */
    Profiler(long pid, Path folder) {
        this.pid = pid;
        this.library = folder.resolve("libasyncProfiler.so");
        try (InputStream in = Profiler.class.getResourceAsStream(LIBRARY)) {
            if (in == null) {
                throw new ProgramFailed("async-profiler is not on the class path");
            }
            Files.copy(in, library);
        } catch (IOException e) {
            throw new ProgramFailed(String.valueOf(e.getMessage()));
        }
    }

    void start() {
        tell(START);
    }

    /**
     * Ends it.
     *
     * @param graph file for a flame graph
     * @param list file for the methods that were seen most
     */
    void stop(Path graph, Path list) {
        tell("dump,traces=0,flat=60,file=" + list.toAbsolutePath());
        tell("stop,file=" + graph.toAbsolutePath());
    }

    private void tell(String words) {
        Tool.output(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                        Long.toString(pid),
                        "JVMTI.agent_load",
                        library.toString(),
                        "\"" + words + "\""));
    }
}
