package dev.waggle.proxy.real.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.real.Engine;
import dev.waggle.proxy.real.Eventually;
import dev.waggle.proxy.real.Images;
import dev.waggle.proxy.real.OnSwarm;
import dev.waggle.proxy.real.SwarmCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project's own {@code stack.yml} with an e-mail address, and a CA beside the Swarm that looks
 * for challenges on the ports 80 and 443 of the edge's node.
 */
@OnSwarm
class CertificateOnSwarmTest {
    private static final String EDGE = "certified";
    private static final String EDGE_SERVICE = EDGE + "_waggle";
    private static final String SERVICE = "new-blog";
    private static final String HOST = "blog.example.test";
    private static final Duration GENEROUS = Duration.ofMinutes(2);

    @TempDir Path folder;
    private final SwarmCluster swarm;

    CertificateOnSwarmTest(SwarmCluster swarm) {
        this.swarm = swarm;
    }

    @Test
    void aNewServiceGetsItsCertificateAndIsServedWithoutAManualStep(TestReporter reporter) {
        try (Pebble pebble = pebble().start()) {
            deployEdge(pebble);
            String image = swarm.images().busybox();
            Command ask = curl(pebble);

            long start = System.nanoTime();
            createService(image);
            Eventually.holds(
                    HOST + " is served with a certificate of the CA",
                    GENEROUS,
                    () -> ask.run().output().equals("hello\n"),
                    () -> ask.run() + swarm.logs(EDGE_SERVICE) + pebble.said());
            long took = (System.nanoTime() - start) / 1_000_000;

            reporter.publishEntry(
                    "from docker service create to the first good answer over https",
                    took + " ms; orders: " + pebble.orders());
            assertThat(pebble.orders()).isEqualTo(1);
            assertThat(pebble.issued()).isEqualTo(1);
            assertThat(pebble.accounts()).isEqualTo(1);
            assertThat(swarm.logs(EDGE_SERVICE))
                    .contains("certificate for " + HOST + ": issued")
                    .doesNotContain(" ERROR ");
        }
    }

    /** In the network of the clients, which is all of the Internet that there is. */
    private Pebble pebble() {
        return Pebble.at(
                folder,
                PebblePackage.installed(),
                80,
                443,
                new Pebble.Surroundings(
                        SwarmCluster.CLIENT_ADDRESS,
                        swarm.manager().address(),
                        command -> swarm.client(command.words().toArray(String[]::new))));
    }

    private void deployEdge(Pebble pebble) {
        // The edge of other tests has the ports; it comes back with the next of them.
        swarm.remove("edge");
        Path ca =
                swarm.file(
                        "certified.yml",
                        """
                        version: "3.8"
                        services:
                          waggle:
                            environment:
                              WAGGLE_ACME_DIRECTORY: %s
                              WAGGLE_ACME_CA_FILE: /run/secrets/pebble
                              WAGGLE_ACME_RESOLVERS: %s
                            secrets: [pebble]
                        secrets:
                          pebble: {file: %s}
                        """
                                .formatted(
                                        pebble.directory(),
                                        pebble.dnsServer(),
                                        pebble.authority()));
        swarm.manager()
                .dockerCommand(
                        "stack",
                        "deploy",
                        "--resolve-image=never",
                        "-c",
                        Images.PROJECT.resolve("stack.yml").toString(),
                        "-c",
                        ca.toString(),
                        EDGE)
                .with(
                        Map.of(
                                "WAGGLE_IMAGE",
                                swarm.images().waggle(),
                                "DOCKER_GID",
                                Integer.toString(Engine.SOCKET_GROUP),
                                "WAGGLE_ACME_EMAIL",
                                "hostmaster@example.test"))
                .output();
        swarm.awaitRunning(EDGE_SERVICE, 1);
    }

    private void createService(String image) {
        swarm.docker(
                "service",
                "create",
                "--detach",
                "--quiet",
                "--no-resolve-image",
                "--name=" + SERVICE,
                "--network=" + SwarmCluster.NETWORK,
                "--label=routing-host=" + HOST,
                "--label=routing-port=8080",
                image,
                "sh",
                "-c",
                "echo hello >/tmp/index.html && exec httpd -f -p 8080 -h /tmp");
    }

    private Command curl(Pebble pebble) {
        List<String> words =
                List.of(
                        "curl",
                        "--silent",
                        "--show-error",
                        "--max-time",
                        "10",
                        "--cacert",
                        pebble.root().toString(),
                        "--connect-to",
                        "::" + swarm.manager().address() + ":",
                        "https://" + HOST + "/");
        return swarm.client(words.toArray(String[]::new));
    }

    @AfterEach
    void remove() {
        // There may be none, when the test did not come that far.
        var _ = swarm.manager().dockerCommand("service", "rm", SERVICE).run();
        swarm.remove(EDGE);
    }
}
