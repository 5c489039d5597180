package dev.waggle.benchmarks.peer;

import dev.waggle.benchmarks.peer.ConfiguredPeer.Start;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Waggle with everything on that a user has on: 1,000 routed hosts, metrics, the access log as
 * JSON, all limits. Three of these are above their defaults, as they are for the others: requests
 * of a connection, connections of an address (all clients have the same), and the length of a body.
 */
final class Waggle {
    private static final int OTHER_HOSTS = 999;

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

    private final Path distribution;

    /**
     * @param distribution folder as {@code ./run package} makes it
     */
    Waggle(Path distribution) {
        this.distribution = distribution.toAbsolutePath();
    }

    List<String> version() {
        List<String> words = java();
        words.add("version");
        return words;
    }

    Start prepare(Site site, String name, int port, boolean accessLog) {
        List<String> words = java();
        words.addAll(
                List.of(
                        "serve",
                        "--stack-file=" + site.file(name + ".yml", stack(site, name, port)),
                        "--cert-dir=" + certificates(site),
                        "--state-dir=" + site.subfolder(name + "-state"),
                        "--listen-address=127.0.0.1",
                        "--https-port=" + port,
                        "--http-port=0",
                        "--admin-port=0",
                        "--event-loops=1",
                        "--drain-time=0s",
                        "--log-level=error",
                        "--access-log=" + (accessLog ? "json" : "off"),
                        "--limits-requests-per-connection=100000000",
                        "--limits-connections-per-address=20000",
                        "--timeouts-keep-alive=600s"));
        return new Start(words);
    }

    private List<String> java() {
        return new ArrayList<>(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "@" + distribution.resolve("waggle.args"),
                        "-cp",
                        distribution.resolve("lib") + "/*",
                        "dev.waggle.proxy.Main"));
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
