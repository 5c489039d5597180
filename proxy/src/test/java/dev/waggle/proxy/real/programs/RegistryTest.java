package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.real.Eventually;
import dev.waggle.proxy.testing.FreePort;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Docker's registry, with a certificate and a password of its own. The client is curl, which speaks
 * the registry's API as Docker does.
 */
@Tag("real")
class RegistryTest {
    private static final String REDIRECTING =
            """
            middleware:
              storage:
                - name: redirect
                  options: {baseurl: 'https://cdn.example.test/'}
            """;

    private static final String API = "https://registry.example.test/v2/";
    private static final String BYTES = "Content-Type: application/octet-stream";
    private static final String HEAP = "-Xmx64m";
    private static final long LAYER_BYTES = 1_200_000_000;
    private static final long FIRST_PART_BYTES = 400_000_000;
    private static final long MOST_RESIDENT_BYTES = 400_000_000;
    private static final Duration TRANSFER_TIME = Duration.ofMinutes(3);

    @AutoClose private static final Lab LAB = new Lab();

    @BeforeAll
    static void start() {
        Path certificate = LAB.certificate("registry.example.test");
        LAB.file("htpasswd", Command.of("htpasswd", "-nbB", "bee", "honey").output() + "\n");
        LAB.serves(exposed("registry", startRegistry("registry", "")))
                .serves(
                        exposed("redirecting", startRegistry("redirecting", REDIRECTING))
                                .with("routing-upstream-name", "registry.example.test"))
                .configured("tls-ca-file", certificate.toString())
                .startWaggle(HEAP);
    }

    private static int startRegistry(String name, String more) {
        int port = FreePort.next();
        String text =
                """
                version: 0.1
                log: {level: warn}
                storage:
                  filesystem: {rootdirectory: %1$s}
                auth:
                  htpasswd: {realm: hive, path: %2$s}
                http:
                  addr: 127.0.0.1:%3$d
                  tls: {certificate: %4$s.crt, key: %4$s.key}
                """
                        .formatted(
                                LAB.folder().resolve("blobs"),
                                LAB.folder().resolve("htpasswd"),
                                port,
                                LAB.folder().resolve("registry.example.test"));
        Path file = LAB.file(name + ".yml", text + more);
        LAB.start(name, port, "docker-registry", "serve", file.toString());
        return port;
    }

    private static Service exposed(String name, int port) {
        return Service.exposed(name, port)
                .with("routing-on-https", "true")
                .with("routing-max-body", "0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void asksForAPasswordAndTakesIt(String version) {
        Answer unknown = LAB.curl(version).ask(API);
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.all("WWW-Authenticate")).containsExactly("Basic realm=\"hive\"");
        assertThat(unknown.all("Docker-Distribution-Api-Version")).containsExactly("registry/2.0");

        Answer known = docker(version).ask(API);
        assertThat(known.status()).isEqualTo(200);
        assertThat(known.all("Docker-Distribution-Api-Version")).containsExactly("registry/2.0");
    }

    @Test
    void takesALayerOf1200MegabytesInTwoPartsAndGivesItBackWithinAHeapOf64() {
        Path layer = LAB.randomFile("layer", LAYER_BYTES);
        String digest = Lab.sha256(layer);

        String upload = location(docker("--request", "POST").ask(API + "big/blobs/uploads/"));
        Answer first = patch("--http1.1", upload, "head", "-c", FIRST_PART_BYTES, layer);
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.field("Range")).isEqualTo("0-" + (FIRST_PART_BYTES - 1));

        Answer resumed = docker("--http2").ask(location(first));
        assertThat(resumed.status()).isEqualTo(204);
        assertThat(resumed.field("Range")).isEqualTo("0-" + (FIRST_PART_BYTES - 1));
        Answer second =
                patch(
                        "--http2",
                        location(resumed),
                        "tail",
                        "-c",
                        LAYER_BYTES - FIRST_PART_BYTES,
                        layer);
        assertThat(second.status()).isEqualTo(202);

        Answer done = finish(location(second), digest);
        assertThat(done.status()).as(done.body()).isEqualTo(201);
        assertThat(done.field("Docker-Content-Digest")).isEqualTo("sha256:" + digest);

        Answer head = docker("--head").ask(location(done));
        assertThat(head.field("Content-Length")).isEqualTo(Long.toString(LAYER_BYTES));
        assertThat(digestOfBothParts(location(done))).isEqualTo(digest);
        assertThat(LAB.waggle().program().peakResidentBytes()).isLessThan(MOST_RESIDENT_BYTES);
    }

    /**
     * One PATCH without a length, as Docker sends it, of what another program cuts out of a file.
     */
    private static Answer patch(
            String version, String location, String cutter, String option, long bytes, Path file) {
        Command request =
                docker(version, "--include", "--request", "PATCH")
                        .command("--upload-file", "-", "--header", "Expect:", location);
        String script = "\"$1\" \"$2\" \"$3\" \"$4\" | { shift 4; exec \"$@\"; }";
        List<String> words = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        words.addAll(List.of(cutter, option, Long.toString(bytes), file.toString()));
        words.addAll(request.words());
        Command all = Command.of(words.toArray(String[]::new)).within(TRANSFER_TIME);
        return Answer.parse(all.output() + "\r\n\r\n");
    }

    /** The first part by HTTP/1.1, and what is left by HTTP/2. */
    private static String digestOfBothParts(String location) {
        String first = "0-" + (FIRST_PART_BYTES - 1);
        List<String> words =
                docker("--http1.1", "--fail", "--range", first).command(location).words();
        words = new ArrayList<>(words);
        words.add("--next");
        words.addAll(
                docker("--http2", "--fail", "--range", FIRST_PART_BYTES + "-")
                        .command(location)
                        .words()
                        .stream()
                        .skip(1)
                        .toList());
        words.addAll(0, List.of("sh", "-c", "\"$@\" | sha256sum", "sh"));
        Command all = Command.of(words.toArray(String[]::new)).within(TRANSFER_TIME);
        return all.output().substring(0, 64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void getsTheFirstBytesOfALayerBeforeTheLastAreSent(String version) throws Exception {
        String upload = location(docker("--request", "POST").ask(API + "slow/blobs/uploads/"));
        Command patch = docker(version, "--request", "PATCH").command("--upload-file", "-", upload);
        Process curl = new ProcessBuilder(patch.words()).start();
        try (OutputStream body = curl.getOutputStream()) {
            body.write(new byte[4_000_000]);
            body.flush();
            Eventually.holds(
                    "the registry writes",
                    Duration.ofSeconds(20),
                    () -> bytesBeingUploaded("slow") > 0);
            assertThat(curl.isAlive()).isTrue();
        } finally {
            curl.toHandle().destroy();
        }
    }

    private static long bytesBeingUploaded(String image) {
        Path uploads = LAB.folder().resolve("blobs/docker/registry/v2/repositories");
        try (Stream<Path> files = Files.walk(uploads.resolve(image).resolve("_uploads"))) {
            return files.filter(file -> file.endsWith("data"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void keepsAnImageWithItsManifest(String version) {
        String image = "small" + version.replaceAll("\\W", "");
        String layer = push(version, image, "a layer");
        String config = push(version, image, "{}");
        String type = "application/vnd.docker.distribution.manifest.v2+json";
        String manifest =
                """
                {"schemaVersion": 2, "mediaType": "%s",
                 "config": {"mediaType": "application/vnd.docker.container.image.v1+json",
                            "size": 2, "digest": "%s"},
                 "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip",
                             "size": 7, "digest": "%s"}]}\
                """
                        .formatted(type, config, layer);
        String tag = API + image + "/manifests/latest";
        Answer put =
                docker(version, "--request", "PUT", "--header", "Content-Type: " + type)
                        .ask("--data-binary", manifest, tag);
        assertThat(put.status()).as(put.body()).isEqualTo(201);

        Answer got = docker(version, "--header", "Accept: " + type).ask(tag);
        assertThat(got.body()).isEqualTo(manifest);
        assertThat(got.field("Docker-Content-Digest"))
                .isEqualTo(put.field("Docker-Content-Digest"));
        assertThat(got.field("ETag")).isEqualTo('"' + got.field("Docker-Content-Digest") + '"');
        assertThat(docker(version).ask(API + image + "/tags/list").body()).contains("latest");
    }

    @Test
    void givesAPartOfALayer() {
        String digest = push("--http2", "ranges", "0123456789");
        Answer part = docker("--range", "3-5").ask(API + "ranges/blobs/" + digest);
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.field("Content-Range")).isEqualTo("bytes 3-5/10");
        assertThat(part.body()).isEqualTo("345");
    }

    @Test
    void sendsItsClientElsewhereForALayer() {
        String digest = push("--http2", "redirected", "over there");
        Answer answer =
                docker().ask("https://redirecting.example.test/v2/redirected/blobs/" + digest);
        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.field("Location")).startsWith("https://cdn.example.test/");
    }

    private static String push(String version, String image, String content) {
        Path file = LAB.file("small", content);
        String digest = Lab.sha256(file);
        Curl docker = docker(version, "--request", "POST");
        String upload = location(docker.ask(API + image + "/blobs/uploads/"));
        Answer patched =
                docker(version, "--request", "PATCH", "--header", BYTES)
                        .ask("--data-binary", "@" + file, upload);
        assertThat(finish(location(patched), digest).status()).isEqualTo(201);
        return "sha256:" + digest;
    }

    private static Answer finish(String location, String digest) {
        String target = location + "&digest=sha256:" + digest;
        return docker("--request", "PUT", "--data", "").ask(target);
    }

    /** The registry names itself as its client did. */
    private static String location(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isLessThan(300);
        assertThat(answer.field("Location")).startsWith(API);
        return answer.field("Location");
    }

    private static Curl docker(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--user", "bee:honey"));
        all.addAll(List.of(arguments));
        return LAB.curl(all.toArray(String[]::new));
    }
}
