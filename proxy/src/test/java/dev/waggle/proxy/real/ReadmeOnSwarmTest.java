package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.Document;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The README leads from nothing to a working edge on a Swarm. */
@OnSwarm
class ReadmeOnSwarmTest {
    private final Document readme = Document.read("README.md");
    private final SwarmCluster swarm;

    ReadmeOnSwarmTest(SwarmCluster swarm) {
        this.swarm = swarm;
    }

    @Test
    void itsFilesMakeAnEdgeWithACertificateThatClientsCanTrust() {
        deployEdge();
        swarm.deploy("shop", exampleStack());
        swarm.awaitRunning("edge_waggle", 1);
        swarm.awaitRunning("shop_blog", 2);

        Path authority = swarm.file("local-ca.crt", "");
        String container = swarm.docker("ps", "--quiet", "--filter=name=edge_waggle");
        swarm.docker("cp", container + ":/var/lib/waggle/local-ca.crt", authority.toString());

        Command ask =
                swarm.client(
                        "curl",
                        "--silent",
                        "--show-error",
                        "--cacert",
                        authority.toString(),
                        "--connect-to",
                        "::" + swarm.manager().address() + ":",
                        "--output",
                        "/dev/null",
                        "--write-out",
                        "%{http_code}",
                        "https://blog.example.org/");
        Eventually.holds(
                "the example of the README is served over https",
                Duration.ofSeconds(20),
                () -> ask.run().output().equals("200"),
                () -> ask.run() + "\n" + swarm.logs("edge_waggle"));
        assertThat(ask.run().status()).isZero();
    }

    private void deployEdge() {
        swarm.manager()
                .dockerCommand(
                        "stack",
                        "deploy",
                        "--resolve-image=never",
                        "-c",
                        Images.PROJECT.resolve("stack.yml").toString(),
                        "edge")
                .with(
                        Map.of(
                                "WAGGLE_IMAGE",
                                swarm.images().waggle(),
                                "DOCKER_GID",
                                Integer.toString(Engine.SOCKET_GROUP)))
                .output();
    }

    /** With an image that is here, and its port. */
    private String exampleStack() {
        return readme.codeBlock("routing-host: blog.example.org")
                .replace("nginx:alpine", swarm.images().recorder())
                .replace("\"80\"", "\"8080\"");
    }

    @AfterEach
    void remove() {
        swarm.dismiss("shop");
        swarm.remove("edge"); // Others want its ports.
    }
}
