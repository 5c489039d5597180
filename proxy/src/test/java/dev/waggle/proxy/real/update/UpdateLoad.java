package dev.waggle.proxy.real.update;

import dev.waggle.proxy.real.SwarmCluster;
import dev.waggle.proxy.testing.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** {@link Clients} at work in the clients' network. */
public final class UpdateLoad implements AutoCloseable {
    private final Process process;

    private UpdateLoad(Process process) {
        this.process = process;
    }

    /**
     * Starts them.
     *
     * @param addresses two, of the same host
     */
    public static UpdateLoad on(
            SwarmCluster swarm, Path authority, String host, int port, List<String> addresses) {
        List<String> words =
                JavaProcess.command(Clients.class.getName(), "-Xmx128m", "-XX:+UseSerialGC");
        words.addAll(List.of(authority.toString(), host, Integer.toString(port)));
        words.addAll(addresses);
        try {
            return new UpdateLoad(
                    new ProcessBuilder(swarm.client(words.toArray(String[]::new)).words())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends them, and tells what they saw. */
    public UpdateReport end() {
        try (BufferedReader reports = process.inputReader(StandardCharsets.UTF_8)) {
            process.getOutputStream().close();
            String report = reports.readLine();
            if (report == null) {
                throw new IllegalStateException("the clients have ended");
            }
            return UpdateReport.ofJson(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
