package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import dev.waggle.proxy.testing.FreePort;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flask on Werkzeug's server, and Python's {@code http.server}: both speak HTTP/1.0 answers. */
@Tag("real")
class FlaskTest {
    private static final int LENGTH = 320_000;

    @AutoClose private static final Lab LAB = new Lab();

    private static int flask;

    @BeforeAll
    static void start() {
        flask = LAB.python("flask_app.py");
        int files = FreePort.next();
        LAB.file("files/hello.txt", "hello");
        LAB.start(
                "files",
                files,
                Lab.PYTHON,
                "-m",
                "http.server",
                "--bind=127.0.0.1",
                "--directory=files",
                Integer.toString(files));
        LAB.serves(Service.exposed("flask", flask).with("routing-context", "/github"))
                .serves(Service.exposed("old", LAB.python("http10.py", Integer.toString(LENGTH))))
                .serves(Service.exposed("files", files))
                .startWaggle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void seesThePathWithoutTheContextAndIsToldTheContext(String version) {
        Answer answer = LAB.curl(version).ask("https://flask.example.test/github/seen?a=%2F&b=//");
        assertThat(answer.body())
                .contains("\"path\":\"/seen?a=%2F&b=//\"")
                .contains("\"prefix\":\"/github\"");
    }

    @Test
    void asksDirectlyForABodyWithoutALengthAndSeesNone() {
        String answer =
                Command.of(
                                "curl",
                                "--silent",
                                "--header",
                                "Transfer-Encoding: chunked",
                                "--data",
                                "nobody reads me",
                                "http://127.0.0.1:" + flask + "/seen")
                        .output();
        assertThat(answer).as("what the edge has to mend").contains("\"data\":\"\"");
    }

    @Test
    void seesASmallChunkedBodyWithItsLength() {
        Answer answer =
                LAB.curl("--http1.1", "--header", "Transfer-Encoding: chunked")
                        .ask("--header", "Content-Type: text/plain", "--data", "hello", seen());
        assertThat(answer.body())
                .contains("\"data\":\"hello\"")
                .contains("\"length\":\"5\"")
                .contains("\"coding\":null");
    }

    @Test
    void seesASmallBodyOfHttp2WithoutALengthWithItsLength() {
        Command upload =
                LAB.curl("--http2", "--header", "Content-Type: text/plain")
                        .command("--upload-file", "-", "--request", "POST", seen());
        assertThat(upload.reading("hello").output())
                .contains("\"data\":\"hello\"")
                .contains("\"length\":\"5\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void readsAForm(String version) {
        Answer answer =
                LAB.curl(version, "--header", "Transfer-Encoding: chunked")
                        .ask("--data", "name=waggle", "https://flask.example.test/github/form");
        assertThat(answer.body()).contains("\"name\":\"waggle\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void answersAPreflightItself(String version) {
        Answer answer =
                LAB.curl(version, "--request", "OPTIONS")
                        .ask(
                                "--header",
                                "Origin: https://app.example.test",
                                "--header",
                                "Access-Control-Request-Method: PUT",
                                "--header",
                                "Access-Control-Request-Headers: x-token",
                                "https://flask.example.test/github/shared");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.all("Access-Control-Allow-Origin"))
                .containsExactly("https://app.example.test");
        assertThat(answer.all("Access-Control-Allow-Methods")).containsExactly("GET, PUT");
        assertThat(answer.all("Access-Control-Allow-Headers")).containsExactly("x-token");
        assertThat(answer.all("Access-Control-Max-Age")).containsExactly("600");
    }

    @Test
    void saysThatItsAnswerVariesWithTheOrigin() {
        Answer answer =
                LAB.curl("--header", "Origin: https://app.example.test")
                        .ask("https://flask.example.test/github/shared");
        assertThat(answer.all("Vary")).anyMatch(value -> value.contains("Origin"));
        assertThat(answer.body()).isEqualTo("shared");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void isCompleteWhereTheAnswerHasNoLengthAndEndsWithTheConnection(String version) {
        Answer answer = LAB.curl(version).ask("https://old.example.test/");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("0123456789abcdef".repeat(LENGTH / 16));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.0", "--http1.1", "--http2"})
    void isCompleteFromPythonsFileServer(String version) {
        Answer answer = LAB.curl(version).ask("https://files.example.test/hello.txt");
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(LAB.curl(version).ask("https://files.example.test/").body())
                .contains("hello.txt")
                .endsWith("</html>\n");
    }

    private static String seen() {
        return "https://flask.example.test/github/seen";
    }
}
