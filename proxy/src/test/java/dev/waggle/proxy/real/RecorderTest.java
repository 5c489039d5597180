package dev.waggle.proxy.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A judge has to be right itself. */
class RecorderTest {
    private final Recorder recorder = Recorder.start();

    @AfterEach
    void stop() {
        recorder.close();
    }

    @Test
    void keepsTheExactBytesOfEveryRequestOfAConnection() throws IOException {
        String post = "POST /a?status=201 HTTP/1.1\r\nhOsT:  x \r\nContent-Length: 3\r\n\r\nabc";
        String get = "GET /b?close HTTP/1.1\r\nHost: x\r\n\r\n";
        String answers = send(post + get);
        assertThat(answers).startsWith("HTTP/1.1 201 ").contains("HTTP/1.1 200 ");
        assertThat(recorder.requests())
                .extracting(RecordedRequest::bytes)
                .containsExactly(post, get);
        assertThat(recorder.connections()).isEqualTo(1);
        assertThat(recorder.await(1).field("host")).containsExactly("x");
    }

    @Test
    void keepsChunksAndTrailersAsTheyCame() throws IOException {
        String request =
                "POST /?close HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\nT: 1\r\n\r\n";
        send(request);
        assertThat(recorder.await(1).bytes()).isEqualTo(request);
        assertThat(recorder.await(1).bodyLength()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\nHost: x\n\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET / HTTP/2.0\r\nHost: x\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nA: \u0001\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\na",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n"
            })
    void refusesWhatRfc9112DoesNotAllow(String request) throws IOException {
        assertThat(send(request)).startsWith("HTTP/1.1 400 ");
        assertThat(recorder.await(1).problem()).isNotEmpty();
    }

    @Test
    void answersInTheFramingThatTheQueryAsksFor() throws IOException {
        assertThat(get("body=3&framing=close")).endsWith("Connection: close\r\n\r\nabc");
        assertThat(get("body=3&framing=chunked&trailer=T:1&close"))
                .endsWith("\r\n\r\n3\r\nabc\r\n0\r\nT:1\r\n\r\n");
        assertThat(get("body=3&version=1.0"))
                .startsWith("HTTP/1.0 200 ")
                .contains("Content-Length: 3\r\n");
        assertThat(get("body=30&cut=2")).contains("Content-Length: 30\r\n").endsWith("\r\n\r\nab");
        assertThat(get("interim=103&header=A:%20b&close"))
                .startsWith("HTTP/1.1 103 ")
                .contains("A: b");
        assertThat(get("raw=any%0Abytes")).isEqualTo("any\nbytes");
        assertThat(get("echo&close")).endsWith("GET /?echo&close HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    @Test
    void echoesATunnelAfterAnUpgrade() throws IOException {
        String answer =
                send(
                        "GET /?upgrade HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: a\r\n\r\nhello");
        assertThat(answer).startsWith("HTTP/1.1 101 ").endsWith("\r\n\r\nhello");
    }

    private String get(String query) throws IOException {
        return send("GET /?" + query + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    /** Sends all, says that there is no more, and reads to the end. */
    private String send(String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), recorder.port())) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
