package dev.waggle.proxy.real.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.real.Command;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Ghost blog, a stand-in: as documented for Ghost behind a proxy, it redirects to https for
 * ever unless {@code X-Forwarded-Proto} says that the client came by it.
 */
@Tag("real")
class GhostTest {
    private static final int MEGABYTE = 1 << 20;

    @AutoClose private static final Lab LAB = new Lab();

    private static int ghost;

    @BeforeAll
    static void start() {
        ghost = LAB.python("ghost.py");
        LAB.serves(Service.exposed("blog", ghost).with("routing-max-body", "10m")).startWaggle();
    }

    @Test
    void redirectsWhoeverComesWithoutTheEdge() {
        String address = "http://127.0.0.1:" + ghost + "/";
        String head = Command.of("curl", "--silent", "--include", address).output();
        assertThat(Answer.parse(head + "\r\n\r\n").status())
                .as("what the edge has to mend")
                .isEqualTo(301);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void knowsThatItsReaderCameByHttpsAndToWhichHost(String version) {
        Answer answer = LAB.curl(version).ask("https://blog.example.test/");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("welcome");
        assertThat(answer.field("X-Seen-Host")).isEqualTo("blog.example.test");
    }

    @ParameterizedTest
    @CsvSource({
        "--http1.1, X-Length: known",
        "--http1.1, Transfer-Encoding: chunked",
        "--http2, X-Length: known",
        "--http2, Transfer-Encoding: chunked"
    })
    void stores9MegabytesButIsNotSent11(String version, String field) {
        assertThat(post(version, field, 9 * MEGABYTE).body()).isEqualTo("stored 9437184");
        assertThat(post(version, field, 11 * MEGABYTE).status()).isEqualTo(413);
    }

    /** Without {@code Expect}, so that the body is on its way when the answer comes. */
    private static Answer post(String version, String field, int bytes) {
        Path image = LAB.randomFile("image", bytes);
        Command command =
                LAB.curl(version, "--include", "--header", field, "--header", "Expect:")
                        .command("--data-binary", "@" + image, "https://blog.example.test/images");
        return Answer.parse(command.run().output());
    }
}
