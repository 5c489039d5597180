package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs as tasks of the Swarm, asked through the deployed edge and the overlay network. */
@OnSwarm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProgramsOnSwarmTest {
    private static final String SECRET = "It's a Secret to Everybody";
    private static final String SIGNATURE =
            "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private final SwarmCluster swarm;
    private final DeployedEdge edge;
    private final UpstreamStack stack;

    ProgramsOnSwarmTest(SwarmCluster swarm, DeployedEdge edge) {
        this.swarm = swarm;
        this.edge = edge;
        this.stack = new UpstreamStack(swarm, "programs");
    }

    @BeforeAll
    void deploy() {
        program("flask", "flask_app.py", "", "routing-context=/github");
        program(
                "hooks",
                "webhook.py",
                SECRET,
                "routing-context=/webhook",
                "routing-internal-context=/app");
        program("events", "events.py", "");
        program("chat", "chat.py", "");
        service("files", "-m, http.server, --directory, " + Images.PROGRAMS + ", '8080'");
        stack.deploy();
        for (String host : List.of("flask", "hooks", "events", "chat", "files")) {
            edge.awaitEndpoints(host + ".example.test", 1);
        }
    }

    /** One of the Python programs of the tests, with an argument after its port. */
    private void program(String name, String script, String argument, String... labels) {
        String words = Images.PROGRAMS + "/" + script + ", '8080'";
        service(name, words + ", \"" + argument + "\"", labels);
    }

    private void service(String name, String words, String... labels) {
        List<String> all = new ArrayList<>(List.of(labels));
        all.add("routing-host=" + name + ".example.test");
        all.add("routing-port=8080");
        stack.service(
                name,
                swarm.images().programs(),
                """
                command: [/bin/python3, -B, %s]
                environment: {LISTEN_ADDRESS: 0.0.0.0}
                networks: [web]
                """
                        .formatted(words),
                all.toArray(String[]::new));
    }

    @AfterAll
    void dismiss() {
        stack.dismiss();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void flaskSeesASmallBodyWithItsLengthBelowItsContext(String version) {
        Command upload =
                edge.curl(
                                "https://flask.example.test/github/seen",
                                version,
                                "--request",
                                "POST",
                                "--header",
                                "Content-Type: text/plain",
                                "--upload-file",
                                "-")
                        .reading("hello");
        assertThat(upload.output())
                .contains("\"data\":\"hello\"")
                .contains("\"length\":\"5\"")
                .contains("\"coding\":null")
                .contains("\"prefix\":\"/github\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.0", "--http1.1", "--http2"})
    void pythonsFileServerIsCompleteAlthoughItSpeaksHttp10(String version) {
        assertThat(edge.ask("https://files.example.test/chat.py", version).body())
                .isEqualTo(DeployedEdge.projectFile("proxy/src/test/resources/programs/chat.py"));
        assertThat(edge.ask("https://files.example.test/", version).body())
                .contains("flask_app.py")
                .endsWith("</html>\n");
    }

    @ParameterizedTest
    @CsvSource({
        "--http1.1, Content-Type: text/plain",
        "--http1.1, Transfer-Encoding: chunked",
        "--http2, Content-Type: text/plain"
    })
    void theReceiverOfWebhooksFindsTheSignatureOfThePublishedExampleRight(
            String version, String field) {
        assertThat(deliver("Hello, World!", version, field).status()).isEqualTo(200);
        assertThat(deliver("Hello, World?", version, field).status()).isEqualTo(400);
    }

    private Answer deliver(String payload, String version, String field) {
        return edge.ask(
                "https://hooks.example.test/webhook/docker",
                version,
                "--header",
                field,
                "--header",
                "X-GitHub-Event: push",
                "--header",
                "X-Hub-Signature-256: sha256=" + SIGNATURE,
                "--data",
                payload);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    @Timeout(60)
    void eachEventArrivesBeforeTheNextIsSent(String version) throws IOException {
        String address = "https://events.example.test/";
        Process curl =
                new ProcessBuilder(edge.curl(address, version, "--no-buffer").words()).start();
        List<String> events = new ArrayList<>();
        try (BufferedReader lines = curl.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    events.add(line.substring(6));
                    edge.ask(address, version, "--data", "arrived");
                }
            }
        } finally {
            curl.toHandle().destroy();
        }
        assertThat(events).containsExactly("event 1", "event 2", "event 3", "event 4", "event 5");
    }

    @Test
    void webSocketsOfPythonTalkBothWaysOverHttp11() {
        Command live = client("live.py", "443", authority(), "none", edge.address());
        assertThat(live.output()).isEqualTo("same");
    }

    @Test
    void webSocketsOfPythonTalkBothWaysOverHttp2() {
        for (List<String> taskAndEnd :
                List.of(
                        List.of("talk", "same, and pong"),
                        List.of("leave", "closed 4001 seen enough"),
                        List.of("stay", "closed 4002 the hive sleeps"))) {
            Command socket =
                    client(
                            "stream_socket.py",
                            edge.address(),
                            "443",
                            authority(),
                            "/",
                            taskAndEnd.getFirst());
            assertThat(socket.output()).isEqualTo(taskAndEnd.getLast());
        }
    }

    private String authority() {
        return edge.localAuthority().toString();
    }

    /** A client of the WebSocket, with the arguments after the host's name. */
    private Command client(String script, String... arguments) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "/usr/bin/python3",
                                "-B",
                                Images.PROGRAMS + "/" + script,
                                "chat.example.test"));
        words.addAll(List.of(arguments));
        return swarm.client(words.toArray(String[]::new));
    }
}
