package dev.waggle.proxy.real.acme;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.real.programs.Program;
import dev.waggle.proxy.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority that forgets everything when it ends: Pebble, strict, with a DNS server
 * of its own that answers every name with this machine.
 *
 * <p>It rejects a nonce now and then, waits up to a second before it looks at a challenge, and uses
 * half of the valid authorizations again, unless its variables say otherwise.
 */
final class Pebble implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;
    private final Path programs;
    private final Surroundings surroundings;
    private final Map<String, Object> config = new HashMap<>();
    private final Map<String, String> variables = new HashMap<>();
    private final int port = FreePort.next();
    private final int managementPort = FreePort.next();
    private final int dnsPort = FreePort.next();
    private final int dnsManagementPort = FreePort.next();
    private final Program dns;
    private String resolver;
    private @Nullable Program server;

    /**
     * Where it runs, and where it looks for challenges.
     *
     * @param address at which it listens
     * @param answer the address of every name
     * @param enter turns a program of this machine into one that runs there
     */
    record Surroundings(String address, String answer, UnaryOperator<Command> enter) {
        static final Surroundings LOOPBACK =
                new Surroundings("127.0.0.1", "127.0.0.1", UnaryOperator.identity());

        private Command command(List<String> words) {
            return enter.apply(Command.of(words.toArray(String[]::new)));
        }
    }

    private Pebble(Path folder, Path programs, Surroundings surroundings) {
        this.folder = folder;
        this.programs = programs;
        this.surroundings = surroundings;
        this.resolver = dnsServer();
        makeCertificate();
        config.put("listenAddress", address(port));
        config.put("managementListenAddress", address(managementPort));
        config.put("certificate", authority().toString());
        config.put("privateKey", folder.resolve("ca.key").toString());
        config.put("ocspResponderURL", "");
        config.put("externalAccountBindingRequired", false);
        config.put("retryAfter", Map.of("authz", 1, "order", 1));
        config.put("keyAlgorithm", "ecdsa");
        variables.put("PEBBLE_VA_SLEEPTIME", "1");
        variables.put("PEBBLE_WFE_NONCEREJECT", "10");
        dns = startDns();
    }

    /**
     * Makes one that looks for challenges at these ports; it is not started yet.
     *
     * @param folder of its own, where it works
     * @param programs one of {@link PebblePackage}
     */
    static Pebble at(Path folder, Path programs, int httpPort, int tlsPort) {
        return at(folder, programs, httpPort, tlsPort, Surroundings.LOOPBACK);
    }

    /** The same in other surroundings. */
    static Pebble at(
            Path folder, Path programs, int httpPort, int tlsPort, Surroundings surroundings) {
        try {
            Pebble pebble = new Pebble(Files.createDirectories(folder), programs, surroundings);
            pebble.config.put("httpPort", httpPort);
            pebble.config.put("tlsPort", tlsPort);
            return pebble;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets a key of its configuration, before it starts. */
    Pebble with(String key, Object value) {
        config.put(key, value);
        return this;
    }

    /** Sets a variable of its environment, before it starts. */
    Pebble withVariable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** Lets it ask this DNS server, {@code 127.0.0.1:53}, in place of its own. */
    Pebble withResolver(String address) {
        resolver = address;
        return this;
    }

    /** Starts it, or after {@link #stop} another one that knows nothing of the first. */
    Pebble start() {
        try {
            Path file = folder.resolve("pebble.json");
            Files.writeString(file, JSON.writeValueAsString(Map.of("pebble", config)));
            server =
                    run(
                            "pebble",
                            List.of(
                                    programs.resolve("pebble").toString(),
                                    "-config",
                                    file.toString(),
                                    "-strict",
                                    "-dnsserver",
                                    resolver),
                            variables);
            server.awaits("the CA answers", () -> answers(directory()));
            server.awaits("its management answers", () -> answers(management("/roots/0")));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        server().kill();
    }

    private Program server() {
        return Objects.requireNonNull(server, "it was not started");
    }

    /** The two versions have other names for what they can both do. */
    private Program startDns() {
        String server = programs.resolve("pebble-challtestsrv").toString();
        boolean isNew = Command.of(server, "-h").run().errors().contains("-dnsserver");
        List<String> words =
                new ArrayList<>(
                        List.of(
                                server,
                                (isNew ? "-dnsserver=" : "-dns01=") + dnsServer(),
                                "-management=" + address(dnsManagementPort),
                                "-defaultIPv4=" + surroundings.answer(),
                                "-defaultIPv6=",
                                "-http01=",
                                "-https01=",
                                "-tlsalpn01="));
        if (isNew) {
            words.add("-doh=");
        }
        Program started = run("dns", words, Map.of());
        // It has no page there; but it says so.
        started.awaits("the DNS server answers", () -> curl(dnsManagement()).run().status() == 0);
        return started;
    }

    private Program run(String name, List<String> words, Map<String, String> environment) {
        return Program.start(folder, name, surroundings.command(words).words(), environment);
    }

    private boolean answers(String url) {
        return curl("--fail", "--cacert", authority().toString(), url).run().status() == 0;
    }

    private Command curl(String... words) {
        List<String> all = new ArrayList<>(List.of("curl", "--silent", "--show-error"));
        all.addAll(List.of(words));
        return surroundings.command(all);
    }

    /** For the server's own https: signed by itself, so that it is its own authority. */
    private void makeCertificate() {
        Command.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=DNS:localhost,IP:" + surroundings.address(),
                        "-keyout",
                        folder.resolve("ca.key").toString(),
                        "-out",
                        authority().toString())
                .output();
    }

    /** What signs for the server's own https: {@code acme.ca-file}. */
    Path authority() {
        return folder.resolve("ca.pem");
    }

    String directory() {
        return "https://" + address(port) + "/dir";
    }

    String dnsServer() {
        return address(dnsPort);
    }

    String dnsManagement() {
        return "http://" + address(dnsManagementPort);
    }

    private String address(int port) {
        return surroundings.address() + ":" + port;
    }

    /** The root of what it issues now, as a file for clients. */
    Path root() {
        try {
            String pem = ask(management("/roots/0"));
            return Files.writeString(folder.resolve("root.pem"), pem + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The URL of a page of its management listener. */
    private String management(String path) {
        return "https://" + address(managementPort) + path;
    }

    private String ask(String... words) {
        List<String> all = new ArrayList<>(List.of("--fail", "--cacert", authority().toString()));
        all.addAll(List.of(words));
        return curl(all.toArray(String[]::new)).output();
    }

    /**
     * Sets what it says of when a certificate is to be renewed (RFC 9773).
     *
     * @param certificate in PEM
     * @param answer the body of what it answers, JSON or not
     */
    void renewalInfo(String certificate, String answer) {
        try {
            Map<String, String> body = Map.of("Certificate", certificate, "ARIResponse", answer);
            var _ = ask("--data", JSON.writeValueAsString(body), management("/set-renewal-info/"));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells its DNS server something: {@code set-txt} and a body in JSON. */
    void dns(String what, Map<String, ?> body) {
        try {
            String json = JSON.writeValueAsString(body);
            var _ = curl("--fail", "--data", json, dnsManagement() + "/" + what).output();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often it has written this since its first start. */
    int count(String text) {
        return Math.toIntExact(said().lines().filter(line -> line.contains(text)).count());
    }

    /** All orders that were placed. */
    int orders() {
        return count("Added order ");
    }

    /** All certificates that were issued. */
    int issued() {
        return count("Issued certificate serial ");
    }

    /** All accounts that were made. */
    int accounts() {
        return count(" accounts in memory");
    }

    String said() {
        return server().said();
    }

    @Override
    public void close() {
        dns.kill();
        Program started = server;
        if (started != null) {
            started.kill();
        }
    }
}
