package dev.waggle.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server that was started here and is ended here, with everything that it started itself. */
public final class Program implements AutoCloseable {
    private static final long SECONDS_TO_END = 5;

    private final Process process;
    private final Path output;

    private Program(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts it on one core.
     *
     * @param core the only core that it may use
     * @param output file for what it writes
     * @param variables of its environment, beside this process's own
     */
    public static Program start(
            int core, List<String> command, Path output, Map<String, String> variables) {
        List<String> words = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
        words.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(variables);
        try {
            Process process = builder.start();
            // What a killed run leaves behind would load the machine of the next one.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new Program(process, output);
        } catch (IOException e) {
            throw new ProgramFailed(String.valueOf(e.getMessage()));
        }
    }

    /** The process itself and all that descend from it. */
    public Stream<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    /** Of the process that was started. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The end of what it wrote. */
    public String lastWords() {
        try {
            return Tool.end(Files.readString(output, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return "";
        }
    }

    /** Forgets what it wrote, so that access logs of a long run do not fill the disk. */
    public void truncateOutput() {
        try (FileChannel file = FileChannel.open(output, StandardOpenOption.WRITE)) {
            file.truncate(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = processes().toList();
        process.destroy();
        try {
            process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
