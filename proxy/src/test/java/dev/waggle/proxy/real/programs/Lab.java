package dev.waggle.proxy.real.programs;

import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A folder with programs of this machine and Waggle in front of them. When it closes, Fluentd's
 * expression has to parse every line of the access log; then everything ends, and the folder goes.
 */
final class Lab implements AutoCloseable {
    static final String PYTHON = "/usr/bin/python3";

    private final Path folder;
    private final Deque<Program> programs = new ArrayDeque<>();
    private final List<Service> services = new ArrayList<>();
    private final Map<String, String> keys = new LinkedHashMap<>();
    private @Nullable Waggle waggle;

    Lab() {
        try {
            folder = Files.createTempDirectory("waggle-programs-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /** A file with this text; its folders are made. */
    Path file(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of random bytes, made anew. */
    Path randomFile(String name, long bytes) {
        Path file = folder.resolve(name);
        String make = "openssl enc -aes-128-ctr -pass pass:waggle -nosalt -pbkdf2 </dev/zero";
        String all = make + " 2>/dev/null | head -c " + bytes + " >" + file;
        Command.of("sh", "-c", all).output();
        return file;
    }

    /** The SHA-256 of a file, in lower-case hex. */
    static String sha256(Path file) {
        return Command.of("sha256sum", file.toString()).output().substring(0, 64);
    }

    /** A self-signed certificate for this name and its key, {@code NAME.crt} and {@code .key}. */
    Path certificate(String name) {
        Path certificate = folder.resolve(name + ".crt");
        Command.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-keyout",
                        folder.resolve(name + ".key").toString(),
                        "-out",
                        certificate.toString(),
                        "-days",
                        "2",
                        "-subj",
                        "/CN=" + name,
                        "-addext",
                        "subjectAltName=DNS:" + name)
                .output();
        return certificate;
    }

    /** Starts a program that listens on this port, and returns when it does. */
    Program start(String name, int port, String... words) {
        Program program = Program.start(folder, name, List.of(words));
        programs.push(program);
        return program.awaitPort(port);
    }

    /** Starts a program, and returns when the condition holds. */
    void run(String name, BooleanSupplier ready, String... words) {
        Program program = Program.start(folder, name, List.of(words));
        programs.push(program);
        program.awaits(name + " is ready", ready);
    }

    /**
     * Starts one of the Python programs beside these tests.
     *
     * @return the port that it was told to listen on, as its first argument
     */
    int python(String script, String... arguments) {
        int port = FreePort.next();
        List<String> words = new ArrayList<>(List.of(PYTHON, "-B", script(script).toString()));
        words.add(Integer.toString(port));
        words.addAll(List.of(arguments));
        start(script, port, words.toArray(String[]::new));
        return port;
    }

    /**
     * Starts nginx with one server.
     *
     * @param server what stands in its {@code server} block, besides the port
     * @param tls the name of its certificate, or empty
     */
    int nginx(String name, String server, String tls) {
        int port = FreePort.next();
        String listen = "listen 127.0.0.1:" + port + (tls.isEmpty() ? ";" : " ssl;\n");
        String certificate =
                tls.isEmpty()
                        ? ""
                        : "ssl_certificate %1$s.crt; ssl_certificate_key %1$s.key;"
                                .formatted(folder.resolve(tls));
        String text =
                """
                daemon off; user root; worker_processes 1; pid %1$s/%2$s.pid; error_log stderr;
                %3$s
                events { worker_connections 256; }
                http {
                  access_log off; client_max_body_size 0; sendfile on;
                  client_body_temp_path %1$s/%2$s-body; fastcgi_temp_path %1$s/%2$s-fastcgi;
                  proxy_temp_path %1$s/%2$s-proxy; uwsgi_temp_path %1$s/%2$s-uwsgi;
                  scgi_temp_path %1$s/%2$s-scgi;
                  server { %4$s %5$s %6$s }
                }
                """
                        .formatted(folder, name, nginxModules(), listen, certificate, server);
        Path file = file(name + ".conf", text);
        start(name, port, "nginx", "-e", "stderr", "-c", file.toString());
        return port;
    }

    /** What Debian has installed as a module, like WebDAV's PROPFIND, has to be loaded. */
    private static String nginxModules() {
        Path enabled = Path.of("/etc/nginx/modules-enabled");
        return Files.isDirectory(enabled) ? "include " + enabled + "/*.conf;" : "";
    }

    static Path script(String name) {
        return Path.of("src/test/resources/programs", name).toAbsolutePath();
    }

    /** Puts a service into the stack file. */
    Lab serves(Service service) {
        services.add(service);
        return this;
    }

    /** Sets a configuration key, {@code tls-ca-file}, of the Waggle that is to start. */
    Lab configured(String key, String value) {
        keys.put(key, value);
        return this;
    }

    /**
     * Starts Waggle, with these options of its virtual machine besides those that it comes with.
     */
    Lab startWaggle(String... options) {
        return startWaggleBy(List.of(), options);
    }

    /** The same, started by another program. */
    Lab startWaggleBy(List<String> prefix, String... options) {
        Path stack = file("stack.yml", Service.stackFile(services));
        waggle = Waggle.serve(folder, stack, prefix, List.of(options), keys);
        return this;
    }

    Waggle waggle() {
        if (waggle == null) {
            throw new IllegalStateException("Waggle is not started");
        }
        return waggle;
    }

    /** A client that asks Waggle, whatever host the address names. */
    Curl curl(String... arguments) {
        return new Curl(waggle().httpsPort(), waggle().authority(), List.of(arguments));
    }

    @Override
    public void close() {
        try {
            if (waggle != null) {
                waggle.close();
                Fluentd.parsesEveryLineOf(waggle.program().output());
            }
        } finally {
            programs.forEach(Program::close);
            Command.of("rm", "-rf", "--one-file-system", folder.toString()).output();
        }
    }
}
