package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * {@code docker login}, {@code push} and {@code pull} of a real engine, through Waggle with a heap
 * of 64 MB, to a real registry that has a certificate and a password of its own.
 */
@OnEngine
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DockerPushTest {
    private static final String HOST = "registry.example.test";
    private static final String IMAGE = HOST + "/hive/big";
    private static final long LAYER_BYTES = 1_200_000_000;
    private static final long MOST_RESIDENT_BYTES = 400_000_000;
    private static final Duration TRANSFER_TIME = Duration.ofMinutes(5);

    private final PlainEngine engine;
    private final ComposedEdge edge;

    DockerPushTest(PlainEngine engine, ComposedEdge edge) {
        this.engine = engine;
        this.edge = edge;
    }

    @BeforeAll
    void start() {
        TaskAuthority.Pair pair = edge.taskAuthority().sign(HOST);
        String user = Command.of("htpasswd", "-nbB", "bee", "honey").output() + "\n";
        String configuration =
                """
                version: 0.1
                log: {level: warn}
                storage: {filesystem: {rootdirectory: /blobs}}
                auth: {htpasswd: {realm: hive, path: /htpasswd}}
                http: {addr: ':5000', tls: {certificate: /registry.crt, key: /registry.key}}
                """;
        engine.docker(
                "run",
                "--detach",
                "--name=registry",
                "--network=" + ComposedEdge.NETWORK,
                "--label=routing-host=" + HOST,
                "--label=routing-port=5000",
                "--label=routing-on-https=true",
                "--label=routing-max-body=0",
                "--volume=" + engine.file("registry.yml", configuration) + ":/registry.yml:ro",
                "--volume=" + engine.file("htpasswd", user) + ":/htpasswd:ro",
                "--volume=" + pair.certificate() + ":/registry.crt:ro",
                "--volume=" + pair.key() + ":/registry.key:ro",
                "--volume=" + blobs() + ":/blobs",
                engine.images().registry(),
                "/usr/bin/docker-registry",
                "serve",
                "/registry.yml");
        engine.knowsHost(HOST);
        engine.trusts(HOST, edge.localAuthority());
        edge.awaitStatus("https://" + HOST + "/v2/", 401);
    }

    @AfterAll
    void remove() {
        engine.docker("rm", "--force", "registry");
        engine.dockerCommand("rmi", IMAGE).run();
    }

    private Path blobs() {
        return engine.folder().resolve("blobs");
    }

    private Command login(String password) {
        return engine.dockerCommand("login", "--username=bee", "--password-stdin", HOST)
                .reading(password);
    }

    @Test
    void aWrongPasswordIsRefusedByTheRegistry() {
        Command.Finished refused = login("wax").run();
        assertThat(refused.status()).isNotZero();
        assertThat(refused.errors()).contains("401 Unauthorized");
    }

    @Test
    void anImageWithALayerOf1200MegabytesIsPushedAndPulledAgain() throws IOException {
        assertThat(login("honey").output()).contains("Login Succeeded");
        importImage();
        String id = idOfTheImage();

        slowly("push", IMAGE).output();
        assertThat(largestBlob()).isGreaterThanOrEqualTo(LAYER_BYTES);

        engine.docker("rmi", IMAGE);
        assertThat(engine.dockerCommand("image", "inspect", IMAGE).run().status()).isNotZero();
        slowly("pull", IMAGE).output();
        assertThat(idOfTheImage()).as("the digest of all that is in it").isEqualTo(id);

        assertThat(peakResidentBytes()).isLessThan(MOST_RESIDENT_BYTES);
        assertThat(engine.dockerCommand("logs", ComposedEdge.CONTAINER).run().errors())
                .contains("Picked up _JAVA_OPTIONS: -Xmx64m");

        engine.docker("logout", HOST);
        assertThat(engine.dockerCommand("push", IMAGE).run().errors())
                .contains("no basic auth credentials");
    }

    /** Bytes that look random, so that the engine cannot make them fewer on the way. */
    private void importImage() {
        String make =
                """
                cd "$0" || exit
                openssl enc -aes-128-ctr -pass pass:waggle -nosalt -pbkdf2 </dev/zero 2>errors \
                | head -c %d >layer && tar -c layer | "$@"; rm layer
                """
                        .formatted(LAYER_BYTES);
        engine.dockerCommand("import", "-", IMAGE)
                .startedBy("sh", "-c", make, engine.folder().toString())
                .within(TRANSFER_TIME)
                .output();
    }

    private Command slowly(String... arguments) {
        return engine.dockerCommand(arguments).within(TRANSFER_TIME);
    }

    private String idOfTheImage() {
        return engine.docker("image", "inspect", "--format={{.Id}}", IMAGE);
    }

    private long largestBlob() throws IOException {
        try (Stream<Path> files = Files.walk(blobs())) {
            return files.mapToLong(file -> file.toFile().length()).max().orElse(0);
        }
    }

    /** The most memory that Waggle had in use since it started. */
    private long peakResidentBytes() {
        String process =
                engine.docker("inspect", "--format={{.State.Pid}}", ComposedEdge.CONTAINER);
        return engine.processStatus(process)
                .lines()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
