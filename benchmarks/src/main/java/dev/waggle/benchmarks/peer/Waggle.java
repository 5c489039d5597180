package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.peer.ConfiguredPeer.Start;
import dev.waggle.proxy.ChangingEdge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Waggle with everything on that a user has on: 1,000 routed hosts, metrics, the access log as
 * JSON, all limits. Three of these are above their defaults, as they are for the others: requests
 * of a connection, connections of an address (all clients have the same), and the length of a body.
 */
final class Waggle {
    private static final int OTHER_HOSTS = 999;
    private static final String MAIN = "dev.waggle.proxy.Main";
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin/java").toString();

    private static final String SERVICES =
            """
            services:
              tasks:
                deploy: {labels: {routing-host: HOST, routing-port: "80", routing-max-body: 16m}}
              echo:
                deploy: {labels: {routing-host: HOST, routing-port: "80", routing-context: /echo, routing-internal-context: /echo}}
              grpc:
                deploy: {labels: {routing-host: HOST, routing-port: "80", routing-context: /bench.Echo, routing-internal-context: /bench.Echo, routing-protocol: grpc}}
            """;
    private static final String OTHER_SERVICE =
            """
              otherNUMBER:
                deploy: {labels: {routing-host: hostNUMBER.example.test, routing-port: "80"}}
            """;
    private static final String ENDPOINTS =
            """
            x-waggle:
              endpoints:
                tasks: ["HTTP"]
                echo: ["ECHO"]
                grpc: ["GRPC"]
            """;

    private static final String LOST_LINES = "waggle_access_log_dropped_total";

    private final Path distribution;
    private final List<String> options;

    /**
     * @param distribution folder as {@code ./run package} makes it
     */
    Waggle(Path distribution) {
        this(distribution, List.of());
    }

    /**
     * @param options of its JVM, beside those of the distribution
     */
    Waggle(Path distribution, List<String> options) {
        this.distribution = distribution.toAbsolutePath();
        this.options = List.copyOf(options);
    }

    /** Of a distribution that need not be there before it is asked. */
    List<String> version() {
        List<String> words = java(distribution.resolve("lib/*").toString(), MAIN);
        words.add("version");
        return words;
    }

    Start prepare(Site site, String name, int port, boolean accessLog) {
        return prepare(site, name, port, accessLog, Ports.free());
    }

    private Start prepare(Site site, String name, int port, boolean accessLog, int adminPort) {
        List<String> words = java(classPath(), MAIN);
        words.addAll(flags(site, name, stack(site, name, port), port, adminPort, accessLog));
        return new Start(words, Map.of(), () -> AdminPage.metric(adminPort, LOST_LINES));
    }

    /**
     * One that can be asked whether it is ready.
     *
     * @param adminPort where
     */
    Start prepareFresh(Site site, String name, int port, int adminPort) {
        return prepare(site, name, port, true, adminPort);
    }

    /**
     * One whose services change as often as a file says.
     *
     * @param number of its services
     * @param rate the file with the changes of a second
     * @param adminPort where its metrics are
     */
    Start prepareChanging(Site site, String name, int port, int number, Path rate, int adminPort) {
        String classes = classPath() + ":" + codeOf(ChangingEdge.class);
        List<String> words = java(classes, ChangingEdge.class.getName());
        words.addAll(
                List.of(
                        Integer.toString(number),
                        Site.HOST,
                        site.backend().http().split(":", 2)[1],
                        rate.toString()));
        words.addAll(flags(site, name, "services: {}\n", port, adminPort, true));
        return new Start(words);
    }

    private static List<String> flags(
            Site site, String name, String stack, int port, int adminPort, boolean accessLog) {
        return List.of(
                "serve",
                "--stack-file=" + site.file(name + ".yml", stack),
                "--cert-dir=" + certificates(site),
                "--state-dir=" + site.subfolder(name + "-state"),
                "--listen-address=127.0.0.1",
                "--https-port=" + port,
                "--http-port=0",
                "--admin-port=" + adminPort,
                "--event-loops=1",
                "--drain-time=0s",
                "--log-level=error",
                "--access-log=" + (accessLog ? "json" : "off"),
                "--limits-requests-per-connection=100000000",
                "--limits-connections-per-address=20000",
                "--timeouts-keep-alive=600s");
    }

    private List<String> java(String classPath, String main) {
        List<String> words = new ArrayList<>();
        words.add(JAVA);
        words.add("@" + distribution.resolve("waggle.args"));
        words.addAll(options);
        words.addAll(List.of("-cp", classPath, main));
        return words;
    }

    private static String codeOf(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }

    /** The same that trains a JVM, which writes its cache into the file. */
    List<String> training(Path cache) {
        List<String> words =
                new ArrayList<>(
                        List.of(JAVA, "-cp", classPath(), "dev.waggle.proxy.training.Training"));
        Waggle trainee = new Waggle(distribution, List.of("-XX:AOTCacheOutput=" + cache));
        words.addAll(trainee.java(classPath(), MAIN));
        return words;
    }

    /** In one order, for which a cache holds. */
    private String classPath() {
        try (Stream<Path> jars = Files.list(distribution.resolve("lib"))) {
            return jars.map(Path::toString).sorted().collect(Collectors.joining(":"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stack(Site site, String name, int port) {
        StringBuilder services = new StringBuilder(SERVICES);
        StringBuilder endpoints = new StringBuilder(ENDPOINTS);
        for (int i = 0; i < OTHER_HOSTS; i++) {
            services.append(OTHER_SERVICE.replace("NUMBER", Integer.toString(i)));
            endpoints.append("    other%d: [\"HTTP\"]\n".formatted(i));
        }
        return Template.fill(services.append(endpoints).toString(), site, name, port);
    }

    private static Path certificates(Site site) {
        Path all = site.subfolder("certificates");
        Path folder = site.subfolder("certificates/_.example.test");
        copy(site.certificate().chain(), folder.resolve("fullchain.pem"));
        copy(site.certificate().key(), folder.resolve("privkey.pem"));
        return all;
    }

    private static void copy(Path from, Path to) {
        try {
            if (!Files.exists(to)) {
                Files.copy(from, to);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
