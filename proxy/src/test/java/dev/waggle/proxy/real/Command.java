package dev.waggle.proxy.real;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program to run to its end, within a time.
 *
 * @param words the program and its arguments
 * @param environment added to this process's own
 * @param input what it reads, as UTF-8
 * @param within after which it is killed
 */
public record Command(
        List<String> words, Map<String, String> environment, String input, Duration within) {
    private static final Duration USUALLY = Duration.ofSeconds(30);

    public Command {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /**
     * What a program left behind. Its bytes are read as ISO 8859-1, one character each, so that
     * exact bytes can be compared too.
     */
    public record Finished(int status, String output, String errors) {}

    public static Command of(String... words) {
        return new Command(List.of(words), Map.of(), "", USUALLY);
    }

    /** The same, with these words in front: a program that starts another. */
    Command startedBy(String... prefix) {
        List<String> all = Stream.concat(Stream.of(prefix), words.stream()).toList();
        return new Command(all, environment, input, within);
    }

    /** The same, with these variables added to its environment. */
    public Command with(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(variables);
        return new Command(words, all, input, within);
    }

    public Command reading(String text) {
        return new Command(words, environment, text, within);
    }

    public Command within(Duration time) {
        return new Command(words, environment, input, time);
    }

    /**
     * Runs it and wants it to succeed.
     *
     * @return what it wrote to its standard output, without surrounding white space
     * @throws IllegalStateException when it ends with another status than 0, or too late
     */
    public String output() {
        Finished finished = run();
        if (finished.status() != 0) {
            throw new IllegalStateException(
                    "%s ended with %d: %s%s"
                            .formatted(
                                    this, finished.status(), finished.output(), finished.errors()));
        }
        return finished.output().strip();
    }

    /**
     * Runs it, whatever comes out.
     *
     * @throws IllegalStateException when it is not done in time
     */
    public Finished run() {
        try {
            Process process = start();
            CompletableFuture<String> output = reader(process.getInputStream());
            CompletableFuture<String> errors = reader(process.getErrorStream());
            feed(process);
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(this + " was not done after " + within);
            }
            return new Finished(process.exitValue(), output.join(), errors.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(this + " was interrupted", e);
        }
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private void feed(Process process) throws IOException {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            } // else it had read enough
        }
    }

    private static CompletableFuture<String> reader(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> readAll(stream), Thread::startVirtualThread);
    }

    private static String readAll(InputStream stream) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (stream) {
            stream.transferTo(all);
        } catch (IOException e) {
            // A killed program's pipe closes in the middle; what came until then is what there is.
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
