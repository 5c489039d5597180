package dev.waggle.proxy.tls;

import static dev.waggle.proxy.tls.RawHello.TLS_1_1;
import static dev.waggle.proxy.tls.RawHello.TLS_1_2;
import static dev.waggle.proxy.tls.RawHello.alpn;
import static dev.waggle.proxy.tls.RawHello.concat;
import static dev.waggle.proxy.tls.RawHello.record;
import static dev.waggle.proxy.tls.RawHello.serverName;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.acme.ServerCertificate;
import dev.waggle.proxy.testing.LeakCheck;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class HostileHandshakeTest {

    private static final Duration TIMEOUT = Duration.ofMillis(400);

    private final ServerCertificate blog = new TestCertificates().certificate("blog.example.org");
    private final TlsEcho server = server(TlsSettings.DEFAULTS);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void anUnknownNameGetsExactlyTheAlertUnrecognizedNameAndTheEnd() throws Exception {
        assertThat(answerTo(record(TLS_1_2, serverName("shop.example.org"))))
                .isEqualTo("15030300020270");
        assertThat(failure()).isEqualTo(HandshakeFailure.UNKNOWN_NAME);
    }

    @Test
    void noNameGetsTheSameAlert() throws Exception {
        assertThat(answerTo(record(TLS_1_2, new byte[0]))).isEqualTo("15030300020270");
        assertThat(failure()).isEqualTo(HandshakeFailure.NO_NAME);
    }

    @Test
    void anAddressInPlaceOfANameGetsTheSameAlert() throws Exception {
        assertThat(answerTo(record(TLS_1_2, serverName("127.0.0.1")))).isEqualTo("15030300020270");
        assertThat(failure()).isEqualTo(HandshakeFailure.INVALID_NAME);
    }

    @Test
    void noCommonProtocolGetsTheAlertNoApplicationProtocol() throws Exception {
        assertThat(
                        answerTo(
                                record(
                                        TLS_1_2,
                                        concat(serverName("blog.example.org"), alpn("spdy/3")))))
                .isEqualTo("15030300020278");
    }

    @Test
    void tls11GetsTheAlertProtocolVersion() throws Exception {
        assertThat(answerTo(record(TLS_1_1, serverName("blog.example.org")))).endsWith("00020246");
        assertThat(failure()).isEqualTo(HandshakeFailure.REFUSED);
    }

    @Test
    void plainHttpGetsAnAlertAndTheEnd() throws Exception {
        assertThat(answerTo("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("1503030002020a");
        assertThat(failure()).isEqualTo(HandshakeFailure.NOT_TLS);
    }

    /** CVE-2026-45416. */
    @Test
    void nineBytesThatPromise16MiBAreRefusedAtOnce() throws Exception {
        byte[] nine = {22, 3, 1, 2, 0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff};

        assertThat(answerTo(nine)).isEqualTo("15030300020216");
        assertThat(failure()).isEqualTo(HandshakeFailure.CLIENT_HELLO_TOO_LARGE);
    }

    @Test
    void aHelloThatDoesNotEndInTimeIsClosed() throws Exception {
        try (TlsEcho hasty = server(Settings.withTimeout(TIMEOUT));
                Socket socket = hasty.connect()) {
            byte[] whole = record(TLS_1_2, serverName("blog.example.org"));
            socket.getOutputStream().write(Arrays.copyOf(whole, whole.length - 1));

            assertThat(readAll(socket)).isEqualTo("15030300020250");
            assertThat(hasty.failures.poll(9, TimeUnit.SECONDS))
                    .isEqualTo(HandshakeFailure.TIMEOUT);
        }
    }

    @Test
    void aHandshakeThatStopsAfterTheHelloIsClosedAtTheSameDeadline() throws Exception {
        try (TlsEcho hasty = server(Settings.withTimeout(TIMEOUT));
                Socket socket = hasty.connect()) {
            // Groups and signature algorithms that TLS 1.2 needs to answer; the client then stays
            // silent.
            byte[] extensions =
                    concat(
                            serverName("blog.example.org"),
                            RawHello.extension(10, new byte[] {0, 2, 0, 23}),
                            RawHello.extension(13, new byte[] {0, 2, 4, 3}));
            socket.getOutputStream().write(record(TLS_1_2, extensions));

            assertThat(readAll(socket)).startsWith("16030300");
            assertThat(hasty.failures.poll(9, TimeUnit.SECONDS))
                    .isEqualTo(HandshakeFailure.TIMEOUT);
        }
    }

    @Test
    void aSilentConnectionIsClosedToo() throws Exception {
        try (TlsEcho hasty = server(Settings.withTimeout(TIMEOUT));
                Socket socket = hasty.connect()) {
            assertThat(readAll(socket)).isEqualTo("15030300020250");
        }
    }

    @Test
    void aClientThatGoesAwayInTheMiddleIsCounted() throws Exception {
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(new byte[] {22, 3, 1});
        }
        assertThat(failure()).isEqualTo(HandshakeFailure.CLOSED);
    }

    private TlsEcho server(TlsSettings settings) {
        return new TlsEcho(settings, TestCertificates.serving(blog), OnDemandCertificates.NONE);
    }

    private HandshakeFailure failure() throws InterruptedException {
        HandshakeFailure failure = server.failures.poll(9, TimeUnit.SECONDS);
        return java.util.Objects.requireNonNull(failure, "no failure was told");
    }

    private String answerTo(byte[] bytes) throws IOException {
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(bytes);
            return readAll(socket);
        }
    }

    private static String readAll(Socket socket) throws IOException {
        return HexFormat.of().formatHex(socket.getInputStream().readAllBytes());
    }
}
