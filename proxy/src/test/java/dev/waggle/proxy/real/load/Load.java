package dev.waggle.proxy.real.load;

import dev.waggle.proxy.real.SwarmCluster;
import dev.waggle.proxy.testing.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A {@link LoadGenerator} at work in the clients' network. */
final class Load implements AutoCloseable {
    private static final long WARM_UP = TimeUnit.SECONDS.toNanos(10);

    private final Process process;
    private final Writer commands;
    private final BufferedReader reports;

    private Load(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.reports = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts one, and lets it and what it is aimed at warm up. */
    static Load on(SwarmCluster swarm, Target target) {
        List<String> words =
                JavaProcess.command(LoadGenerator.class.getName(), "-Xmx256m", "-XX:+UseSerialGC");
        words.addAll(target.words());
        List<String> inNetwork = swarm.client(words.toArray(String[]::new)).words();
        try {
            ProcessBuilder builder = new ProcessBuilder(inNetwork);
            Load load = new Load(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
            load.during("warming up", () -> LockSupport.parkNanos(WARM_UP));
            return load;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A change of which clients must notice nothing. */
    interface Change {
        /** Makes it, and returns when it is over. */
        void make();
    }

    /** What clients saw from before a change until after it. */
    LoadReport during(String name, Change change) {
        try {
            tell("begin " + name);
            change.make();
            tell("end");
            String report = reports.readLine();
            if (report == null) {
                throw new IllegalStateException("the generator of load has ended");
            }
            return LoadReport.ofJson(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tell(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
