package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** {@link Attackers} at work, who come last for the processors. */
final class AttackersProcess implements AutoCloseable {
    /** They are served last, so that a busy machine makes them slow. */
    static final Duration LONGEST = Duration.ofMinutes(2);

    /** So many do not happen for want of time: there is no attack then. */
    private static final int MOST_CUTS = 100;

    private final Process process;
    private final Writer commands;
    private final AtomicInteger waves = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<String> cuts = new CopyOnWriteArrayList<>();

    private AttackersProcess(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().start(this::listen);
    }

    static AttackersProcess start() {
        try {
            List<String> command = new ArrayList<>(List.of("nice", "-n", "19"));
            command.addAll(
                    JavaProcess.command(Attackers.class.getName(), "-Xmx256m", "-XX:+UseSerialGC"));
            ProcessBuilder builder = new ProcessBuilder(command);
            return new AttackersProcess(
                    builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            said.lines().forEach(this::hear);
        } catch (IOException | UncheckedIOException e) {
            // The process has ended.
        }
    }

    private void hear(String line) {
        switch (line) {
            case Attackers.WAVE -> waves.incrementAndGet();
            case Attackers.OVER -> ended.incrementAndGet();
            default -> (line.startsWith(Attackers.CUT) ? cuts : failures).add(line);
        }
    }

    void begin(Attack attack, Target target) {
        failures.clear();
        cuts.clear();
        waves.set(0);
        tell(
                "%s|%d|%d|%s"
                        .formatted(
                                attack.name(),
                                target.httpPort(),
                                target.httpsPort(),
                                target.authority()));
    }

    /** How many waves have been withstood since {@link #begin}. */
    int waves() {
        assertThat(failures).isEmpty();
        assertThat(cuts).hasSizeLessThan(MOST_CUTS);
        assertThat(process.isAlive()).isTrue();
        return waves.get();
    }

    /** Returns when the last of them have been cut; says how many waves it were. */
    int end() {
        int before = ended.get();
        tell(Attackers.END);
        Eventually.isWithin(LONGEST, () -> ended.get() > before || !process.isAlive());
        return waves();
    }

    private void tell(String line) {
        try {
            commands.write(line + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
