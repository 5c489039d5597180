package dev.waggle.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A core of this machine. */
public final class Core {
    private static final double TICKS_IN_SECOND = 100;
    private static final int IDLE = 3;
    private static final int WAITS_FOR_DISK = 4;
    private static final int LAST_COUNTED = 7;

    private Core() {}

    /** Keeps this process, with all threads that it has and will have, on one core. */
    public static void stayOn(int core) {
        String pid = Long.toString(ProcessHandle.current().pid());
        Tool.output(List.of("taskset", "-a", "-p", "-c", Integer.toString(core), pid));
    }

    /** How long the core has been busy since the machine started, in seconds. */
    public static double busySeconds(int core) {
        String prefix = "cpu" + core + " ";
        String[] fields =
                statistics().stream()
                        .filter(line -> line.startsWith(prefix))
                        .findFirst()
                        .orElseThrow(() -> new ProgramFailed("there is no core " + core))
                        .substring(prefix.length())
                        .split(" ", -1);
        long ticks = 0;
        for (int i = 0; i <= LAST_COUNTED; i++) {
            ticks += i == IDLE || i == WAITS_FOR_DISK ? 0 : Long.parseLong(fields[i]);
        }
        return ticks / TICKS_IN_SECOND;
    }

    private static List<String> statistics() {
        try {
            return Files.readAllLines(Path.of("/proc/stat"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
