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

    /** What is looked at. */
    enum Event {
        /**
         * Time. There are no hardware counters in virtual machines, so the timer of each thread has
         * to do.
         */
        CPU("start,event=ctimer,interval=1ms,cstack=vm", "dump,traces=0,flat=60"),
        /**
         * Bytes that are allocated on the heap; which calls did so says more than of what class.
         */
        ALLOCATION("start,event=alloc,alloc=8k", "dump,traces=60,flat=60,total");

        private final String start;
        private final String list;

        Event(String start, String list) {
            this.start = start;
            this.list = list;
        }
    }

    private final long pid;
    private final Event event;
    private final Path library;

    /**
     * @param pid of the JVM
     * @param folder for the profiler's library
     */
    Profiler(long pid, Path folder, Event event) {
        this.pid = pid;
        this.event = event;
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
        tell(event.start);
    }

    /**
     * Ends it.
     *
     * @param graph file for a flame graph
     * @param list file for the methods that were seen most, or the calls and classes
     * @param stacks file with a line for each stack that was seen, and how often
     */
    void stop(Path graph, Path list, Path stacks) {
        tell(event.list + ",file=" + list.toAbsolutePath());
        tell("dump,collapsed,total,file=" + stacks.toAbsolutePath());
        tell("stop,total,file=" + graph.toAbsolutePath());
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
