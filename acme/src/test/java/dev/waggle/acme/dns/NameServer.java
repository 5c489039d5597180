package dev.waggle.acme.dns;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A name server on one address of loopback, with a folder of its own. */
final class NameServer implements AutoCloseable {

    private final Process process;
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Boolean> running = new CompletableFuture<>();

    private NameServer(Process process) {
        this.process = process;
    }

    /**
     * Starts BIND, and returns when it answers.
     *
     * @param configuration keys and zones
     */
    static NameServer bind(Path folder, String address, int port, String configuration)
            throws Exception {
        String options =
                """
                options {
                    directory "%1$s";
                    pid-file none;
                    session-keyfile "%1$s/session.key";
                    listen-on port %3$d { %2$s; };
                    listen-on-v6 { none; };
                    recursion yes;
                    dnssec-validation no;
                    empty-zones-enable no;
                    notify no;
                };
                controls { };
                """
                        .formatted(folder, address, port);
        return start(folder, options + configuration, " running", "named", "-g", "-c");
    }

    /**
     * Starts Knot, and returns when it answers. Unlike BIND it listens on any address of loopback.
     *
     * @param configuration remotes and zones
     */
    static NameServer knot(Path folder, String address, int port, String configuration)
            throws Exception {
        String options =
                """
                server:
                    listen: %2$s@%3$d
                    rundir: %1$s
                control:
                    listen: knot.sock
                database:
                    storage: %1$s
                log:
                  - target: stdout
                    any: info
                """
                        .formatted(folder, address, port);
        return start(folder, options + configuration, " server started", "knotd", "-c");
    }

    private static NameServer start(
            Path folder, String configuration, String readyWords, String... command)
            throws Exception {
        Path file = Files.writeString(folder.resolve("configuration"), configuration);
        List<String> words = new ArrayList<>(List.of(command));
        words.add(file.toString());
        NameServer server =
                new NameServer(new ProcessBuilder(words).redirectErrorStream(true).start());
        Thread.ofVirtual().start(() -> server.readLog(readyWords));
        if (!server.running.get(30, TimeUnit.SECONDS)) {
            server.close();
            throw new IllegalStateException("the name server has ended:\n" + server.log());
        }
        return server;
    }

    /** What it has said so far. */
    String log() {
        return String.join("\n", log);
    }

    private void readLog(String readyWords) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line; (line = lines.readLine()) != null; ) {
                log.add(line);
                if (line.contains(readyWords)) {
                    running.complete(true);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            running.complete(false);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
