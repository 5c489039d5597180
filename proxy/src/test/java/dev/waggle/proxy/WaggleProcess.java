package dev.waggle.proxy;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.testing.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code waggle} command as a process of its own, run from the classes under test. */
final class WaggleProcess implements AutoCloseable {
    private static final Pattern READY =
            Pattern.compile("https on port (\\d+), http on port (\\d+)");
    private static final Pattern ADMIN = Pattern.compile("admin listener on \\S*:(\\d+)");
    private static final int LONGEST_SECONDS = 30;

    private final Process process;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private WaggleProcess(ProcessBuilder builder) throws IOException {
        process = builder.start();
        reader = Thread.ofVirtual().start(this::readMessages);
    }

    /** With these arguments, and standard output to nowhere. */
    static WaggleProcess run(String... arguments) {
        return run(ProcessBuilder.Redirect.DISCARD, arguments);
    }

    static WaggleProcess run(ProcessBuilder.Redirect stdout, String... arguments) {
        return run(List.of(), stdout, arguments);
    }

    private static WaggleProcess run(
            List<String> before, ProcessBuilder.Redirect stdout, String... arguments) {
        List<String> command = new ArrayList<>(before);
        command.addAll(
                JavaProcess.command(Main.class.getName(), "-XX:TieredStopAtLevel=1", "-Xmx256m"));
        command.addAll(List.of(arguments));
        try {
            return new WaggleProcess(new ProcessBuilder(command).redirectOutput(stdout));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Serves a stack on free ports; returns when it is ready. */
    static WaggleProcess serve(Path folder, Stack stack, String... more) {
        return serve(ProcessBuilder.Redirect.DISCARD, folder, stack, more);
    }

    /** The same, with no more than so many open files and sockets. */
    static WaggleProcess serveWithDescriptors(int most, Path folder, Stack stack, String... more) {
        List<String> limited = List.of("sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh");
        return serve(limited, ProcessBuilder.Redirect.DISCARD, folder, stack, more);
    }

    static WaggleProcess serve(
            ProcessBuilder.Redirect stdout, Path folder, Stack stack, String... more) {
        return serve(List.of(), stdout, folder, stack, more);
    }

    private static WaggleProcess serve(
            List<String> before,
            ProcessBuilder.Redirect stdout,
            Path folder,
            Stack stack,
            String... more) {
        try {
            Files.writeString(folder.resolve("stack.yml"), stack.yaml());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Map<String, String> flags = new TreeMap<>();
        List.of("--https-port", "--http-port", "--admin-port")
                .forEach(flag -> flags.put(flag, "0"));
        flags.put("--stack-file", folder.resolve("stack.yml").toString());
        flags.put("--state-dir", folder.resolve("state").toString());
        for (int i = 0; i < more.length; i += 2) {
            flags.put(more[i], more[i + 1]);
        }
        List<String> arguments = new ArrayList<>(List.of("serve"));
        flags.forEach((flag, value) -> arguments.add(flag + "=" + value));
        WaggleProcess waggle = run(before, stdout, arguments.toArray(String[]::new));
        Eventually.is(() -> waggle.find(READY) != null || !waggle.process.isAlive());
        return waggle;
    }

    private void readMessages() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(messages::add);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable Matcher find(Pattern pattern) {
        return messages.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .findFirst()
                .orElse(null);
    }

    int httpPort() {
        return Integer.parseInt(requireNonNull(find(READY)).group(2));
    }

    int httpsPort() {
        return Integer.parseInt(requireNonNull(find(READY)).group(1));
    }

    int adminPort() {
        return Integer.parseInt(requireNonNull(find(ADMIN)).group(1));
    }

    RawClient.Answer ask(String path) {
        try (RawClient admin = RawClient.plain(adminPort())) {
            return admin.get("localhost", path);
        }
    }

    /** Everything that it wrote on standard error so far. */
    String messages() {
        return String.join("\n", messages);
    }

    /** SIGTERM; unlike {@code Process.destroy} it leaves the streams open. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** SIGHUP; returns when it was sent. */
    void hangUp() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Process process() {
        return process;
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs:\n" + messages());
        }
        reader.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
