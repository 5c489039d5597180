package dev.waggle.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What processes have used, as the kernel counts it. */
public final class Usage {
    /** {@code USER_HZ}: 100 on every Linux that this runs on, whatever the kernel's own rate is. */
    private static final double TICKS_IN_SECOND = 100;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    private Usage() {}

    /** User and system time of the processes so far, all their threads included, in seconds. */
    public static double cpuSeconds(Stream<ProcessHandle> processes) {
        return sum(processes, Usage::ticks) / TICKS_IN_SECOND;
    }

    /**
     * User and system time so far of those of their threads whose name begins so, in seconds. What
     * a thread used that has ended is not in it.
     *
     * @param prefix of the first 15 characters of a name, which are all that the kernel keeps
     */
    public static double cpuSeconds(Stream<ProcessHandle> processes, String prefix) {
        return sum(processes, process -> ticksOfThreads(process, prefix)) / TICKS_IN_SECOND;
    }

    private static long ticksOfThreads(Path process, String prefix) {
        try (Stream<Path> threads = Files.list(process.resolve("task"))) {
            return threads.filter(it ->
                            lines(it.resolve("comm")).stream()
                                    .anyMatch(name -> name.startsWith(prefix)))
                    .mapToLong(Usage::ticks)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            // The process ends between open and read.
            return 0;
        }
    }

    /** Memory of the processes that is resident, in MB of 1,000,000 bytes. */
    public static double residentMegabytes(Stream<ProcessHandle> processes) {
        return sum(processes, Usage::residentKibibytes) * 1024 / 1e6;
    }

    private static long sum(Stream<ProcessHandle> processes, ToLongFunction<Path> count) {
        return processes.mapToLong(it -> count.applyAsLong(folder(it))).sum();
    }

    private static Path folder(ProcessHandle process) {
        return Path.of("/proc", Long.toString(process.pid()));
    }

    /** The second field is the program's name in parentheses and may have spaces of its own. */
    private static long ticks(Path process) {
        List<String> lines = lines(process.resolve("stat"));
        if (lines.isEmpty()) {
            return 0;
        }
        String line = lines.getFirst();
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
    }

    private static long residentKibibytes(Path process) {
        return lines(process.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    /** A process that has ended has used nothing more. */
    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            // "No such process", when it ends between open and read.
            return List.of();
        }
    }
}
