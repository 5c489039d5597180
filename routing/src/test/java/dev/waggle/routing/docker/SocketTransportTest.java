package dev.waggle.routing.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketTransportTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @TempDir Path folder;

    @Test
    void asksOverAUnixSocketAndClosesAfterwards() throws Exception {
        try (RawPeer peer = new RawPeer(folder, OK + "Content-Length: 2\r\n\r\nOK", true)) {
            assertThat(body(peer)).isEqualTo("OK");
            assertThat(peer.question())
                    .startsWith("GET /_ping HTTP/1.1\r\nHost: docker\r\n")
                    .contains("\r\nConnection: close\r\n");
        }
    }

    @Test
    void putsChunksTogether() throws Exception {
        String chunks = "3\r\nabc\r\nA;name=value\r\n0123456789\r\n0\r\n\r\n";
        try (RawPeer peer =
                new RawPeer(folder, OK + "Transfer-Encoding: chunked\r\n\r\n" + chunks, true)) {
            assertThat(body(peer)).isEqualTo("abc0123456789");
        }
    }

    @Test
    void readsToTheEndOfTheConnectionWhenNoLengthIsSaid() throws Exception {
        try (RawPeer peer = new RawPeer(folder, OK + "\r\nall of it", false)) {
            assertThat(body(peer)).isEqualTo("all of it");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[1,2",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2]\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,"
            })
    void anAnswerThatIsCutOffIsAFailure(String answer) throws Exception {
        try (RawPeer peer = new RawPeer(folder, answer, false)) {
            assertThatThrownBy(() -> body(peer))
                    .hasMessageContaining("the connection ended within an answer");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n"
            })
    void anAnswerThatIsNotHttpIsAFailure(String answer) throws Exception {
        try (RawPeer peer = new RawPeer(folder, answer, true)) {
            assertThatThrownBy(() -> body(peer))
                    .isInstanceOfAny(DockerUnavailable.class, UncheckedIOException.class);
        }
    }

    @Test
    void aHeadHasABound() throws Exception {
        try (RawPeer peer = new RawPeer(folder, OK + "X: y\r\n".repeat(1000), true)) {
            assertThatThrownBy(() -> body(peer)).hasMessageContaining("more than 100 headers");
        }
    }

    @Test
    void aLineHasABound() throws Exception {
        try (RawPeer peer = new RawPeer(folder, OK + "X: " + "y".repeat(100_000), true)) {
            assertThatThrownBy(() -> body(peer)).hasMessageContaining("more than 8192 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[1,2"})
    void anAnswerThatNeverEndsIsGivenUpAtTheDeadline(String answer) throws Exception {
        try (RawPeer peer = new RawPeer(folder, answer, true)) {
            SocketTransport transport = transport(peer.host(), Duration.ofMillis(200));
            assertThatThrownBy(() -> body(transport))
                    .hasMessageContaining("no complete answer within 0.2 s");
        }
    }

    @Test
    void interruptingAVirtualThreadEndsItsWait() throws Exception {
        try (RawPeer peer = new RawPeer(folder, "", true)) {
            SocketTransport transport = transport(peer.host(), Duration.ofMinutes(5));
            Thread waiting = Thread.ofVirtual().unstarted(() -> ignoringFailure(transport));
            waiting.start();
            peer.question();
            waiting.interrupt();

            assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void nothingButGetCanBeAsked() {
        SocketTransport transport = transport(DockerHost.local(), Duration.ofMinutes(5));
        Request delete =
                Request.builder().method(Request.Method.DELETE).path("/v1.41/services/s1").build();

        assertThatThrownBy(() -> transport.execute(delete))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSocketThatIsNotThereIsAFailure() {
        DockerHost nowhere = DockerHost.parse("unix://" + folder.resolve("none"));
        assertThatThrownBy(() -> body(transport(nowhere, Duration.ofSeconds(5))))
                .isInstanceOf(UncheckedIOException.class);
    }

    private static String body(RawPeer peer) throws IOException {
        return body(transport(peer.host(), Duration.ofSeconds(10)));
    }

    private static SocketTransport transport(DockerHost host, Duration deadline) {
        return new SocketTransport(host, Optional.empty(), Duration.ofSeconds(5), deadline);
    }

    private static String body(SocketTransport transport) throws IOException {
        Request ping = Request.builder().method(Request.Method.GET).path("/_ping").build();
        try (Response response = transport.execute(ping)) {
            return new String(response.getBody().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static void ignoringFailure(SocketTransport transport) {
        try {
            body(transport);
        } catch (IOException | UncheckedIOException e) {
            assertThat(e).isNotNull();
        }
    }
}
