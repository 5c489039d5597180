package dev.waggle.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a run was made on. */
public final class Machine {
    private Machine() {}

    /** Its parts and programs, a line each. */
    public static List<String> facts() {
        return List.of(
                "machine: %d cores (%s), %s"
                        .formatted(
                                cores(),
                                value("/proc/cpuinfo", "model name"),
                                value("/proc/meminfo", "MemTotal")),
                "kernel: " + System.getProperty("os.version"),
                "Java: " + Runtime.version());
    }

    /** This process may be kept on one of them. */
    private static long cores() {
        return lines("/proc/cpuinfo").stream().filter(it -> it.startsWith("processor")).count();
    }

    /** How many want to run on it, on average over the last minute. */
    public static String load() {
        String[] averages = lines("/proc/loadavg").getFirst().split(" ", -1);
        return averages[0];
    }

    private static String value(String file, String key) {
        return lines(file).stream()
                .filter(line -> line.startsWith(key))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("?");
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
