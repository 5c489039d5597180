package dev.waggle.proxy.real.acme;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.real.Eventually;
import dev.waggle.proxy.real.programs.Waggle;
import dev.waggle.proxy.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A Waggle process that gets its certificates from a {@link Pebble}, in front of a server that says
 * hello. Its state directory and ports stay when it is started again.
 */
final class AcmeLab implements AutoCloseable {
    static final Duration SOON = Duration.ofMinutes(2);

    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private final Path folder;
    private final int httpPort = FreePort.next();
    private final int httpsPort = FreePort.next();
    private final Pebble pebble;
    private final HttpServer upstream;
    private final Map<String, String> keys = new LinkedHashMap<>();
    private @Nullable Waggle waggle;

    /**
     * @param folder for everything
     * @param programs of Pebble, one of {@link PebblePackage}
     */
    AcmeLab(Path folder, Path programs) {
        this.folder = folder;
        this.pebble = Pebble.at(folder.resolve("pebble"), programs, httpPort, httpsPort);
        this.upstream = startUpstream();
        keys.put("http-port", Integer.toString(httpPort));
        keys.put("https-port", Integer.toString(httpsPort));
        keys.put("admin-port", Integer.toString(FreePort.next()));
        keys.put("self-signed", "false");
        keys.put("drain-time", "1s");
        keys.put("acme-email", "hostmaster@example.test");
        keys.put("acme-directory", pebble.directory());
        keys.put("acme-ca-file", pebble.authority().toString());
        keys.put("acme-preflight", "off");
        hosts();
    }

    private static HttpServer startUpstream() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext(
                    "/",
                    exchange -> {
                        try (exchange) {
                            exchange.sendResponseHeaders(200, HELLO.length);
                            exchange.getResponseBody().write(HELLO);
                        }
                    });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Pebble pebble() {
        return pebble;
    }

    int httpsPort() {
        return httpsPort;
    }

    int httpPort() {
        return httpPort;
    }

    Path folder() {
        return folder;
    }

    Path stateDirectory() {
        return folder.resolve("state");
    }

    /** Sets a key of Waggle's configuration, {@code acme-profile}, before it starts. */
    AcmeLab with(String key, String value) {
        keys.put(key, value);
        return this;
    }

    /** Routes these hosts and no others; also while Waggle is running. */
    AcmeLab hosts(String... names) {
        StringBuilder text = new StringBuilder("services:\n");
        StringBuilder endpoints = new StringBuilder("x-waggle:\n  endpoints:\n");
        text.append(names.length == 0 ? "  none: {image: x}\n" : "");
        for (int i = 0; i < names.length; i++) {
            text.append(
                    """
                      s%d:
                        image: x
                        deploy:
                          labels:
                            routing-host: "%s"
                            routing-port: "80"
                    """
                            .formatted(i, names[i]));
            endpoints.append("    s%d: [\"127.0.0.1:%d\"]\n".formatted(i, upstreamPort()));
        }
        try {
            Path unfinished =
                    Files.writeString(
                            folder.resolve("stack.new"),
                            names.length == 0 ? text : text.append(endpoints));
            Files.move(
                    unfinished,
                    folder.resolve("stack.yml"),
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int upstreamPort() {
        return upstream.getAddress().getPort();
    }

    /**
     * Starts Waggle, or starts it again.
     *
     * @param prefix words of a program that starts it
     */
    AcmeLab start(String... prefix) {
        waggle = serve(keys, prefix);
        return this;
    }

    /** Starts another one on the same state directory, whose ports neither CA nor clients know. */
    Waggle startBeside() {
        Map<String, String> others = new LinkedHashMap<>(keys);
        List.of("http-port", "https-port", "admin-port")
                .forEach(port -> others.put(port, Integer.toString(FreePort.next())));
        return serve(others);
    }

    private Waggle serve(Map<String, String> configuration, String... prefix) {
        Path stack = folder.resolve("stack.yml");
        return Waggle.serve(folder, stack, List.of(prefix), List.of(), configuration);
    }

    Waggle waggle() {
        return Objects.requireNonNull(waggle, "it was not started");
    }

    /** A command of Waggle on the same state directory. */
    Command command(String... arguments) {
        List<String> words = Waggle.command(List.of(), arguments);
        words.add("--state-dir=" + stateDirectory());
        return Command.of(words.toArray(String[]::new));
    }

    /** curl for a host, which trusts Pebble alone. */
    Command curl(String host, String... options) {
        List<String> words = new ArrayList<>(List.of("curl", "--silent", "--show-error"));
        words.addAll(List.of("--max-time", "10", "--cacert", pebble.root().toString()));
        words.addAll(List.of("--resolve", host + ":" + httpsPort + ":127.0.0.1"));
        words.addAll(List.of(options));
        words.add("https://" + host + ":" + httpsPort + "/");
        return Command.of(words.toArray(String[]::new));
    }

    /** Waits until curl gets an answer with a certificate of Pebble. */
    void awaitServed(String host) {
        Eventually.holds(
                host + " is served with a certificate of Pebble",
                SOON,
                () -> curl(host).run().output().equals("hello"),
                this::seen);
    }

    /** What the admin listener says of the certificate for these names. */
    JsonNode certificate(String name) {
        return StreamSupport.stream(json("/api/certificates").spliterator(), false)
                .filter(it -> it.path("names").path(0).asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no certificate for " + name));
    }

    JsonNode json(String path) {
        try {
            return JSON.readTree(waggle().admin(path));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A metric's value; 0 when it has none. */
    double metric(String series) {
        return metric(waggle(), series);
    }

    /** The same of another process. */
    double metric(Waggle process, String series) {
        return process.admin("/metrics")
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** The serial number of what is shown for a host, in hexadecimal. */
    String serial(String host) {
        String shown =
                Command.of(
                                "openssl",
                                "s_client",
                                "-connect",
                                "127.0.0.1:" + httpsPort,
                                "-servername",
                                host)
                        .run()
                        .output();
        return Command.of("openssl", "x509", "-noout", "-serial").reading(shown).run().output();
    }

    /** Waits for what comes true, and tells everything when it does not. */
    void awaits(String what, java.util.function.BooleanSupplier condition) {
        Eventually.holds(what, SOON, condition, this::seen);
    }

    String seen() {
        return waggle().admin("/api/certificates")
                + "\n"
                + waggle().admin("/api/problems")
                + "\n"
                + waggle().program().said()
                + "\n"
                + pebble.said();
    }

    @Override
    public void close() {
        Waggle running = waggle;
        if (running != null) {
            running.close();
        }
        pebble.close();
        upstream.stop(0);
    }
}
