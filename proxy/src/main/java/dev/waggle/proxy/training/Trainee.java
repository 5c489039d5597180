package dev.waggle.proxy.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The process that is watched by its own JVM. What it says is shown only when it fails. */
final class Trainee implements AutoCloseable {
    private static final Pattern ADMIN = Pattern.compile("admin listener on .*:(\\d+)$");
    private static final Pattern READY =
            Pattern.compile("ready: https on port (\\d+), http on port (\\d+)");

    /** A start without a cache, on a machine that is busy. */
    private static final long SECONDS_TO_START = 120;

    /** To write the cache is what takes long, and it is the JVM's last act. */
    private static final long SECONDS_TO_STOP = 300;

    /** Where it listens, on loopback. */
    record Ports(int https, int http, int admin) {}

    private final Process process;
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Ports> ports = new CompletableFuture<>();
    private int adminPort;

    private Trainee(Process process) {
        this.process = process;
    }

    static Trainee start(List<String> command) throws IOException {
        Trainee trainee =
                new Trainee(new ProcessBuilder(command).redirectErrorStream(true).start());
        Thread.ofVirtual().name("trainee").start(trainee::listen);
        return trainee;
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                look(line);
            }
        } catch (IOException e) {
            said.add(e.toString());
        }
        ports.completeExceptionally(new IOException("it has ended"));
    }

    private void look(String line) {
        Matcher admin = ADMIN.matcher(line);
        if (admin.find()) {
            adminPort = Integer.parseInt(admin.group(1));
        }
        Matcher ready = READY.matcher(line);
        if (ready.find()) {
            ports.complete(
                    new Ports(
                            Integer.parseInt(ready.group(1)),
                            Integer.parseInt(ready.group(2)),
                            adminPort));
        }
    }

    /** Waits until it is ready. */
    Ports ports() {
        try {
            return ports.get(SECONDS_TO_START, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new TrainingFailed("it does not start:\n" + words());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainingFailed("interrupted");
        }
    }

    /** Stops it in good order, and waits until its JVM has written what it learnt. */
    void stop() {
        // Process.destroy would close its output too, on which the JVM still has to say something.
        process.toHandle().destroy();
        try {
            if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                throw new TrainingFailed("it does not stop:\n" + words());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainingFailed("interrupted");
        }
        if (process.exitValue() != 0) {
            throw new TrainingFailed(
                    "it ended with %d:\n%s".formatted(process.exitValue(), words()));
        }
    }

    private String words() {
        return String.join("\n", said);
    }

    /** Of a training that failed, the process that writes the cache may still be there too. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
