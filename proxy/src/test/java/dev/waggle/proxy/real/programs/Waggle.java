package dev.waggle.proxy.real.programs;

import dev.waggle.proxy.real.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The packaged Waggle as a process of its own, in front of a stack file. */
final class Waggle implements AutoCloseable {
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
     * @param keys further configuration, {@code tls-ca-file} and its value
     */
    static Waggle serve(
            Path folder,
            Path stack,
            List<String> prefix,
            List<String> options,
            Map<String, String> keys) {
        int https = Program.freePort();
        int admin = Program.freePort();
        List<String> words = new ArrayList<>(prefix);
        words.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        words.add("@" + DISTRIBUTION.resolve("waggle.args"));
        words.addAll(options);
        words.addAll(List.of("-cp", DISTRIBUTION.resolve("lib") + "/*"));
        words.addAll(List.of("dev.waggle.proxy.Main", "serve", "--self-signed=true"));
        words.add("--listen-address=127.0.0.1");
        words.add("--https-port=" + https);
        words.add("--http-port=" + Program.freePort());
        words.add("--admin-port=" + admin);
        words.add("--stack-file=" + stack);
        words.add("--state-dir=" + folder.resolve("state"));
        keys.forEach((key, value) -> words.add("--" + key + "=" + value));
        Program program = Program.start(folder, "waggle", words);
        program.awaits("Waggle is ready", () -> program.said().contains("ready: https"));
        return new Waggle(program, https, admin, folder.resolve("state/local-ca.crt"));
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

    int httpsPort() {
        return httpsPort;
    }

    int adminPort() {
        return adminPort;
    }

    /** The certificate that clients have to trust. */
    Path authority() {
        return authority;
    }

    Program program() {
        return program;
    }

    /** What the admin listener has on this path. */
    String admin(String path) {
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
