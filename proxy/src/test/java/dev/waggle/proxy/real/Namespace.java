package dev.waggle.proxy.real;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A network, host name, mount table and process table apart from the machine's own, and an {@code
 * /etc} of which only the copy is written to.
 *
 * <p>It lives as long as a shell that waits for the end of its input, which is a pipe from this
 * JVM. When that pipe closes, be it because of {@link #close()} or because this JVM was killed, the
 * shell ends, and with the first process of a process table the kernel ends all others in it:
 * daemons, shims and containers. The mounts and the network go with them.
 */
final class Namespace implements AutoCloseable {
    // Engines keep sockets and locks in /run, and look into /etc for hosts and for authorities that
    // they trust: each sees its own.
    private static final String SCRIPT =
            """
            hostname "$1" && mount -t tmpfs none /run && ip link set lo up || exit 1
            mkdir -p /run/etc/changed /run/etc/work
            mount -t overlay -o lowerdir=/etc,upperdir=/run/etc/changed,workdir=/run/etc/work none /etc || exit 1
            log=$2
            shift 2
            if (($#)); then "$@" >"$log" 2>&1 & fi
            echo ready
            read -r _
            """;

    private final Process process;
    private final List<Process> startedLater = new ArrayList<>();

    private Namespace(Process process) {
        this.process = process;
    }

    /**
     * Makes one.
     *
     * @param log file for what the service writes
     * @param service a program to start in it, with its arguments; may be empty
     */
    static Namespace start(String hostName, String log, List<String> service) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "unshare",
                                "--net",
                                "--uts",
                                "--mount",
                                "--pid",
                                "--fork",
                                "--kill-child",
                                "--mount-proc",
                                "bash",
                                "-c",
                                SCRIPT,
                                "namespace"));
        words.add(hostName);
        words.add(log);
        words.addAll(service);
        try {
            Process process =
                    new ProcessBuilder(words)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            awaitReady(process);
            return new Namespace(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitReady(Process process) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        if (!"ready".equals(output.readLine())) {
            process.destroyForcibly();
            throw new IllegalStateException("no namespaces here: are we root on Linux?");
        }
    }

    /** The process whose network is this one's. */
    String pid() {
        return Long.toString(process.pid());
    }

    /** All that runs in it, as this JVM sees it. */
    Stream<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process), startedLater.stream())
                .flatMap(Process::descendants);
    }

    /**
     * Starts one more program in it.
     *
     * @param log file to whose end it writes
     */
    void startAlso(String log, List<String> service) {
        String inside = Long.toString(process.children().findFirst().orElseThrow().pid());
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "nsenter",
                                "--target",
                                inside,
                                "--net",
                                "--uts",
                                "--mount",
                                "--pid"));
        words.addAll(service);
        ProcessBuilder.Redirect end = ProcessBuilder.Redirect.appendTo(new File(log));
        try {
            startedLater.add(
                    new ProcessBuilder(words).redirectError(end).redirectOutput(end).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same command, with this network around it. */
    Command inNetwork(Command command) {
        return command.startedBy("nsenter", "--target", pid(), "--net");
    }

    /** The same command, with this network, mount table and host name around it. */
    Command inside(Command command) {
        return command.startedBy("nsenter", "--target", pid(), "--net", "--mount", "--uts");
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly(); // and, by --kill-child, all that is in it
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        // nsenter stops itself when its program is stopped, and nothing lets it go on.
        startedLater.forEach(Process::destroyForcibly);
    }
}
