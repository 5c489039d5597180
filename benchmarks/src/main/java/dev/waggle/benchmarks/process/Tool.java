package dev.waggle.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Runs a program to its end. Blocks; not for event loops. */
public final class Tool {
    private static final int SHOWN_CHARS = 2000;
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private Tool() {}

    /**
     * Runs it and returns what it wrote, errors included. A caller that is interrupted ends it.
     *
     * @throws ProgramFailed when it is not there, ends with another code than 0, or takes longer
     *     than 3 minutes
     */
    public static String output(List<String> command) {
        return output(command, LONGEST);
    }

    /** The same, with another time. */
    public static String output(List<String> command, Duration atMost) {
        Finished finished = run(command, atMost);
        if (finished.code() != 0) {
            throw new ProgramFailed(
                    "%s ended with %d: %s"
                            .formatted(
                                    String.join(" ", command),
                                    finished.code(),
                                    end(finished.output())));
        }
        return finished.output();
    }

    /** The same, for a program whose failure is an answer too. */
    public static Optional<String> outputIfWell(String... command) {
        try {
            Finished finished = run(Arrays.asList(command), LONGEST);
            return finished.code() == 0 ? Optional.of(finished.output()) : Optional.empty();
        } catch (ProgramFailed e) {
            return Optional.empty();
        }
    }

    private record Finished(int code, String output) {}

    private static Finished run(List<String> command, Duration atMost) {
        Process process = start(command);
        try {
            process.getOutputStream().close();
            CompletableFuture<String> output = reader(process);
            if (!process.waitFor(atMost)) {
                throw new ProgramFailed(
                        "%s does not end in %d s"
                                .formatted(String.join(" ", command), atMost.toSeconds()));
            }
            return new Finished(process.exitValue(), output.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramFailed(String.join(" ", command) + " was interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private static CompletableFuture<String> reader(Process process) {
        return CompletableFuture.supplyAsync(() -> read(process), Thread::startVirtualThread);
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new ProgramFailed(String.valueOf(e.getMessage()));
        }
    }

    private static String read(Process process) {
        try {
            byte[] bytes = process.getInputStream().readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a program wrote last, where its complaint is. */
    static String end(String output) {
        return output.substring(Math.max(0, output.length() - SHOWN_CHARS)).strip();
    }
}
