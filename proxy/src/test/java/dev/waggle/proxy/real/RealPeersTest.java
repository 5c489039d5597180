package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients and servers that others wrote, with the edge between them. */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealPeersTest {
    private static final String RECORDER = "https://peer.example.test/";
    private static final String PYTHON = "https://python.example.test/";
    private static final String NGINX = "https://nginx.example.test/";

    /** As Flask's own server does: HTTP/1.0, no length, the end of the connection is the end. */
    private static final String WITHOUT_LENGTH =
            """
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

            class Lines(BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200)
                    self.send_header("Vary", "Origin")
                    self.end_headers()
                    for number in range(20000):
                        self.wfile.write(b"line %d\\n" % number)

                def do_POST(self):
                    body = self.rfile.read(int(self.headers["Content-Length"]))
                    self.send_response(409)
                    self.end_headers()
                    self.wfile.write(body)

            ThreadingHTTPServer(("", 8000), Lines).serve_forever()
            """;

    private static final String FILE_SERVER =
            """
            events {}
            http {
              access_log off;
              sendfile on;
              server {
                listen 8000;
                root /srv;
              }
            }
            """;

    private final SwarmCluster swarm;
    private final DeployedEdge edge;
    private final UpstreamStack stack;
    private final Path large;

    RealPeersTest(SwarmCluster swarm, DeployedEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
        this.large = swarm.file("large.bin", random(10 << 20));
        this.stack =
                new UpstreamStack(swarm, "peers")
                        .config("python", swarm.file("lines.py", WITHOUT_LENGTH))
                        .config("nginx", swarm.file("files.conf", FILE_SERVER))
                        .recorder(
                                "recorder",
                                "routing-host=peer.example.test",
                                "routing-port=8080",
                                "routing-max-body=0")
                        .service(
                                "python",
                                swarm.images().python(),
                                """
                                command: [python3, -u, /lines.py]
                                networks: [web]
                                configs: [{source: python, target: /lines.py}]
                                """,
                                "routing-host=python.example.test",
                                "routing-port=8000")
                        .service(
                                "nginx",
                                swarm.images().nginx(),
                                """
                                command: [/usr/sbin/nginx, -e, /dev/stderr, -g, daemon off;, -c, /nginx.conf]
                                networks: [web]
                                configs: [{source: nginx, target: /nginx.conf}]
                                volumes: [{type: bind, source: %s, target: /srv/large.bin}]
                                """
                                        .formatted(large),
                                "routing-host=nginx.example.test",
                                "routing-port=8000");
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(42).nextBytes(bytes);
        return bytes;
    }

    @BeforeAll
    void deploy() {
        stack.deploy();
        edge.awaitStatus(RECORDER, 200);
        edge.awaitStatus(PYTHON, 200);
        edge.awaitStatus(NGINX + "large.bin", 200);
    }

    @AfterAll
    void dismiss() {
        stack.dismiss();
    }

    @Test
    void curlSpeaksItsThreeVersions() {
        Answer old = edge.ask(RECORDER + "?body=100", "--http1.0");
        assertThat(old.status()).isEqualTo(200);
        assertThat(old.body()).hasSize(100);
        assertThat(edge.ask(RECORDER, "--http1.1").version()).isEqualTo("HTTP/1.1");
        assertThat(edge.ask(RECORDER, "--http2").version()).isEqualTo("HTTP/2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.0", "--http1.1", "--http2"})
    void anAnswerWithoutALengthArrivesWhole(String version) {
        Answer answer = edge.ask(PYTHON, version);
        assertThat(answer.exit()).isZero();
        assertThat(answer.body()).startsWith("line 0\n").endsWith("\nline 19999\n");
        assertThat(answer.body().lines()).hasSize(20_000);
        assertThat(answer.field("vary")).containsExactly("Origin");
    }

    @Test
    void aServerThatNeedsALengthGetsOneAndItsErrorsPass() {
        Answer answer =
                edge.ask(
                        PYTHON,
                        "--http1.1",
                        "--header",
                        "Transfer-Encoding: chunked",
                        "--data",
                        "conflict");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("conflict");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void aLargeFileOfNginxArrivesByteByByte(String version) throws IOException {
        Path copy = swarm.file("copy" + version, "");
        edge.curl(NGINX + "large.bin", version, "--fail", "--output", copy.toString()).output();
        assertThat(Files.mismatch(copy, large)).isEqualTo(-1);
    }

    @Test
    void aRangeOfAFileOfNginxArrives() {
        Answer answer = edge.ask(NGINX + "large.bin", "--range", "5-14");
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.first("content-range")).isEqualTo("bytes 5-14/10485760");
        assertThat(answer.body()).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void aLargeUploadWithoutALengthArrivesByteByByte(String version) throws IOException {
        Command upload =
                edge.curl(
                        RECORDER + "upload" + version,
                        version,
                        "--fail",
                        "--header",
                        "Transfer-Encoding: chunked",
                        "--upload-file",
                        large.toString());
        upload.output();
        assertThat(stack.kept("recorder").with("/upload" + version))
                .singleElement()
                .satisfies(kept -> {
                    assertThat(kept.bodyLength()).isEqualTo(10 << 20);
                    assertThat(kept.bodySha256()).isEqualTo(sha256(large));
                    assertThat(kept.problem()).isEqualTo("-");
                });
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nghttpGetsAnAnswer() {
        String output =
                swarm.client(
                                "nghttp",
                                "--no-verify-peer",
                                "--null-out",
                                "--stat",
                                "--header=:authority: peer.example.test",
                                "https://" + edge.address() + "/nghttp?body=70000")
                        .output();
        assertThat(output).containsPattern("(?m)\\s200\\s+68K\\s+/nghttp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--npn-list=h2", "--h1"})
    void h2loadSeesNothingButSuccess(String protocol) {
        String output =
                swarm.client(
                                "h2load",
                                "--requests=3000",
                                "--clients=10",
                                "--max-concurrent-streams=10",
                                protocol,
                                "--connect-to=" + edge.address() + ":443",
                                RECORDER + "?body=1000")
                        .output();
        assertThat(output)
                .contains("3000 succeeded, 0 failed, 0 errored, 0 timeout")
                .contains("status codes: 3000 2xx, 0 3xx, 0 4xx, 0 5xx");
    }
}
