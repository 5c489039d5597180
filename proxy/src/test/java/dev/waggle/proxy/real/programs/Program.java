package dev.waggle.proxy.real.programs;

import dev.waggle.proxy.real.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A program that runs until it is closed. What it writes goes to files. */
public final class Program implements AutoCloseable {
    private static final Duration START_TIME = Duration.ofMinutes(1);
    private static final Duration STOP_TIME = Duration.ofSeconds(25);

    private final Process process;
    private final Path output;
    private final Path errors;

    private Program(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /**
     * @param folder where it works and its output is kept
     * @param name of the files of its output
     */
    public static Program start(Path folder, String name, List<String> words) {
        return start(folder, name, words, Map.of());
    }

    /**
     * The same with these variables added to its environment. What a program of this name wrote
     * before is kept.
     */
    public static Program start(
            Path folder, String name, List<String> words, Map<String, String> environment) {
        Path output = folder.resolve(name + ".out");
        Path errors = folder.resolve(name + ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(words)
                            .directory(folder.toFile())
                            .redirectOutput(Redirect.appendTo(output.toFile()))
                            .redirectError(Redirect.appendTo(errors.toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            return new Program(process, output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns when something accepts connections on this port of the machine.
     *
     * @throws AssertionError when nothing does in time, or the program has ended
     */
    public Program awaitPort(int port) {
        awaits("port " + port + " accepts", () -> accepts(port));
        return this;
    }

    /** Returns when the condition holds; the program has to live until then. */
    public void awaits(String what, BooleanSupplier condition) {
        Eventually.holds(
                what, START_TIME, () -> condition.getAsBoolean() || !process.isAlive(), this::said);
        if (!process.isAlive()) {
            throw new AssertionError("ended early: " + said());
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public long pid() {
        return process.pid();
    }

    /** The most memory that it had in use since it started, in bytes. */
    long peakResidentBytes() {
        return status("VmHWM:");
    }

    /** The memory that it has in use now, in bytes. */
    public long residentBytes() {
        return status("VmRSS:");
    }

    private long status(String line) {
        return read(Path.of("/proc/" + pid() + "/status"))
                .lines()
                .filter(each -> each.startsWith(line))
                .mapToLong(each -> 1024 * Long.parseLong(each.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    Path output() {
        return output;
    }

    /** Everything that it wrote so far. */
    public String said() {
        return read(output) + read(errors);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it, as SIGKILL does, and returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it and the processes that it started: politely, and if need be by force. */
    @Override
    public void close() {
        List<ProcessHandle> started = process.descendants().toList();
        process.toHandle().destroy();
        try {
            if (!process.waitFor(STOP_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        started.forEach(ProcessHandle::destroyForcibly);
    }
}
