package dev.waggle.proxy.real.programs;

import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The packaged Waggle as a process of its own, in front of a stack file. */
public final class Waggle implements AutoCloseable {
    private static final Path DISTRIBUTION = projectFolder().resolve("target/dist");

    private final Program program;
    private final int httpsPort;
    private final int adminPort;
    private final Path authority;

    private Waggle(Program program, int httpsPort, int adminPort, Path authority) {
        this.program = program;
        this.httpsPort = httpsPort;
        this.adminPort = adminPort;
        this.authority = authority;
    }

    /**
     * Starts it, and returns when it serves.
     *
     * @param prefix words before its own: a program that starts it
     * @param options of its virtual machine, besides those of the distribution
     * @param keys further configuration, {@code tls-ca-file} and its value; what is named here
     *     replaces what is usual
     */
    public static Waggle serve(
            Path folder,
            Path stack,
            List<String> prefix,
            List<String> options,
            Map<String, String> keys) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("self-signed", "true");
        all.put("listen-address", "127.0.0.1");
        all.put("https-port", Integer.toString(FreePort.next()));
        all.put("http-port", Integer.toString(FreePort.next()));
        all.put("admin-port", Integer.toString(FreePort.next()));
        all.put("stack-file", stack.toString());
        all.put("state-dir", folder.resolve("state").toString());
        all.putAll(keys);
        List<String> words = new ArrayList<>(prefix);
        words.addAll(command(options, "serve"));
        all.forEach((key, value) -> words.add("--" + key + "=" + value));
        Program program = Program.start(folder, "waggle", words);
        Path state = Path.of(all.getOrDefault("state-dir", ""));
        Waggle waggle =
                new Waggle(
                        program,
                        Integer.parseInt(all.getOrDefault("https-port", "")),
                        Integer.parseInt(all.getOrDefault("admin-port", "")),
                        state.resolve("local-ca.crt"));
        program.awaits("Waggle is ready", waggle::isReady);
        return waggle;
    }

    /** The words of a command of the packaged Waggle. */
    public static List<String> command(List<String> options, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        words.add("@" + DISTRIBUTION.resolve("waggle.args"));
        words.addAll(options);
        words.addAll(List.of("-cp", DISTRIBUTION.resolve("lib") + "/*", "dev.waggle.proxy.Main"));
        words.addAll(List.of(arguments));
        return words;
    }

    /** By its admin listener: what it wrote may be of a process before it. */
    private boolean isReady() {
        return Command.of(
                                "curl",
                                "--silent",
                                "--fail",
                                "http://127.0.0.1:" + adminPort + "/health/ready")
                        .run()
                        .status()
                == 0;
    }

    private static Path projectFolder() {
        @Nullable Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("stack.yml"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("not started inside the project");
        }
        return folder;
    }

    public int httpsPort() {
        return httpsPort;
    }

    public int adminPort() {
        return adminPort;
    }

    /** The certificate that clients have to trust. */
    Path authority() {
        return authority;
    }

    public Program program() {
        return program;
    }

    /** What the admin listener has on this path. */
    public String admin(String path) {
        String address = "http://127.0.0.1:" + adminPort + path;
        return Command.of("curl", "--silent", "--show-error", address).output();
    }

    /** The lines of its access log, whole ones. */
    List<String> accessLog() {
        try {
            return Files.readAllLines(program.output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
