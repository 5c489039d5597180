package dev.waggle.proxy.compress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed answers over HTTP/1.1, from a socket to a socket. */
@ExtendWith(LeakCheck.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressedAnswerTest {
    private final ProxyPath path = new ProxyPath(List.of("text/*", "application/json"));

    @BeforeAll
    void watch() {
        path.watchBuffers();
    }

    @AfterEach
    void hangUp() {
        path.hangUp();
    }

    @AfterAll
    void close() {
        long left = path.encoderBytesLeft();
        path.close();
        assertThat(left).isZero();
    }

    private static String get(String acceptEncoding) {
        return "GET / HTTP/1.1\r\nHost: a.example\r\nAccept-Encoding: "
                + acceptEncoding
                + "\r\n\r\n";
    }

    private static String head(String... lines) {
        return "HTTP/1.1 200 OK\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static String headOf(int length) {
        return head("Content-Type: text/html", "Content-Length: " + length);
    }

    // ---- round trips ----

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "br", "gzip"})
    void anAnswerOfKnownLengthArrivesWholeAndCompressed(String coding) throws IOException {
        byte[] page = EncoderTest.text(700_000);
        try (Wire client = Wire.to(path.port())) {
            client.send(get(coding));
            Wire task = path.task.accept();
            assertThat(task.head()).contains("Accept-Encoding: " + coding + "\r\n");
            task.send(headOf(page.length)).send(page);
            assertThat(client.head())
                    .contains("Content-Encoding: " + coding + "\r\n")
                    .contains("Vary: Accept-Encoding\r\n")
                    .contains("Transfer-Encoding: chunked\r\n")
                    .doesNotContain("Content-Length");
            byte[] body = client.chunked().readAllBytes();
            assertThat(body.length).isLessThan(page.length * 2 / 3);
            assertThat(Codec.decode(coding, body)).isEqualTo(page);
            ProxyPath.Finished finished = path.finished();
            assertThat(finished.status()).isEqualTo(200);
            assertThat(finished.responseBytes()).isEqualTo(body.length);
            task.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"zstd,1", "br,1", "gzip,1", "zstd,70000", "br,70000", "gzip,70000"})
    void anAnswerInChunksArrivesWhole(String coding, int chunk) throws IOException {
        byte[] page = EncoderTest.text(Math.max(3000, 3 * chunk));
        try (Wire client = Wire.to(path.port())) {
            client.send(get(coding));
            Wire task = path.task.accept();
            task.head();
            task.send(head("Content-Type: text/plain", "Transfer-Encoding: chunked"));
            for (int at = 0; at < page.length; at += chunk) {
                task.chunk(Arrays.copyOfRange(page, at, Math.min(page.length, at + chunk)));
            }
            task.send("0\r\n\r\n");
            client.head();
            assertThat(Codec.decode(coding, client.chunked().readAllBytes())).isEqualTo(page);
            path.finished();
            task.close();
        }
    }

    @Test
    void theSameConnectionsCarryTheNextExchange() throws IOException {
        byte[] page = EncoderTest.text(5000);
        try (Wire client = Wire.to(path.port())) {
            Wire task = null;
            for (String coding : List.of("gzip", "zstd", "br", "gzip")) {
                client.send(get(coding));
                task = task == null ? path.task.accept() : task;
                task.head();
                task.send(headOf(page.length)).send(page);
                client.head();
                assertThat(Codec.decode(coding, client.chunked().readAllBytes())).isEqualTo(page);
                path.finished();
            }
        }
    }

    // ---- streaming ----

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "br", "gzip"})
    void anEventCanBeReadBeforeTheNextIsSent(String coding) throws IOException {
        try (Wire client = Wire.to(path.port())) {
            client.send(get(coding));
            Wire task = path.task.accept();
            task.head();
            task.send(head("Content-Type: text/event-stream", "Transfer-Encoding: chunked"));
            assertThat(client.head()).contains("Content-Encoding: " + coding);
            task.chunk("data: 0\n\n");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            StringBuilder events = new StringBuilder("data: 0\n\n");
            for (int i = 1; i < 100; i++) {
                bytes.writeBytes(client.nextChunk());
                byte[] decoded =
                        Codec.eager(coding, new ByteArrayInputStream(bytes.toByteArray()))
                                .readNBytes(events.length());
                assertThat(new String(decoded, ISO_8859_1)).isEqualTo(events.toString());
                String event = "data: " + i + "\n\n";
                events.append(event);
                task.chunk(event);
            }
            task.close();
            assertThat(path.finished().reason()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"zstd,200", "br,20", "gzip,20"})
    void aSlowReaderHoldsTheTaskBack(String coding, int megabytes) throws Exception {
        byte[] piece = EncoderTest.text(1 << 20);
        AtomicLong sent = new AtomicLong();
        try (Wire client = path.client(16 * 1024)) {
            client.send(get(coding));
            Wire task = path.task.accept();
            task.head();
            task.send(head("Content-Type: text/plain", "Transfer-Encoding: chunked"));
            CompletableFuture<Void> sending =
                    CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < megabytes; i++) {
                            task.chunk(piece);
                            sent.addAndGet(piece.length);
                        }
                        task.send("0\r\n\r\n");
                    });
            client.head();
            path.await("the client's buffers are full", path::areClientsFull);
            assertThat(sent.get()).isLessThan(16L << 20);
            long total = 0;
            byte[] buffer = new byte[1 << 16];
            try (InputStream decoded = Codec.decoder(coding, client.chunked())) {
                for (int got = decoded.read(buffer); got >= 0; got = decoded.read(buffer)) {
                    assertPiece(buffer, got, piece, total);
                    total += got;
                }
            }
            sending.join();
            assertThat(total).isEqualTo((long) megabytes << 20);
            assertThat(path.finished().status()).isEqualTo(200);
            assertThat(path.mostBuffered()).isLessThan(4 * ProxyPath.HIGH_WATER);
            task.close();
        }
    }

    private static void assertPiece(byte[] buffer, int count, byte[] piece, long at) {
        for (int i = 0; i < count; ) {
            int from = (int) ((at + i) % piece.length);
            int length = Math.min(count - i, piece.length - from);
            if (!Arrays.equals(buffer, i, i + length, piece, from, from + length)) {
                throw new AssertionError("wrong bytes near " + (at + i));
            }
            i += length;
        }
    }

    // ---- ends that nobody wanted ----

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "br", "gzip"})
    void aClientThatLeavesInTheMiddleLeavesNothingBehind(String coding) {
        for (int i = 0; i < 10; i++) {
            try (Wire client = Wire.to(path.port())) {
                client.send(get(coding));
                Wire task = path.task.accept();
                task.head();
                task.send(headOf(1 << 20)).send(EncoderTest.text(200_000));
                client.head();
                client.reset();
                assertThat(path.finished().reason()).isNotEmpty();
                task.close();
            }
        }
        assertThat(path.encoderBytesLeft()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "br", "gzip"})
    void aTaskThatBreaksOffIsSeenToHaveBrokenOff(String coding) {
        try (Wire client = Wire.to(path.port())) {
            client.send(get(coding));
            Wire task = path.task.accept();
            task.head();
            task.send(headOf(1 << 20)).send(EncoderTest.text(10_000));
            client.head();
            task.close();
            assertThat(path.finished().reason()).isNotEmpty();
            assertThat(drain(client)).isFalse();
        }
        assertThat(path.encoderBytesLeft()).isZero();
    }

    /** Whether a chunked body comes to its end. */
    private static boolean drain(Wire client) {
        try {
            client.chunked().transferTo(new ByteArrayOutputStream());
            return true;
        } catch (IOException | AssertionError e) {
            return false;
        }
    }

    // ---- what passes as it is ----

    @Test
    void whatTheTaskHasCompressedPassesByteForByte() throws IOException {
        byte[] packed = gzip(EncoderTest.text(20_000));
        try (Wire client = Wire.to(path.port())) {
            client.send(get("zstd, br, gzip"));
            Wire task = path.task.accept();
            assertThat(task.head()).contains("Accept-Encoding: zstd, br, gzip\r\n");
            task.send(
                            head(
                                    "Content-Type: text/css",
                                    "Content-Encoding: gzip",
                                    "ETag: \"a\"",
                                    "Accept-Ranges: bytes",
                                    "Content-Length: " + packed.length))
                    .send(packed);
            assertThat(client.head())
                    .contains("Content-Encoding: gzip\r\n")
                    .contains("ETag: \"a\"\r\n")
                    .contains("Accept-Ranges: bytes\r\n")
                    .contains("Content-Length: " + packed.length + "\r\n");
            assertThat(client.read(packed.length)).isEqualTo(packed);
            assertThat(path.finished().responseBytes()).isEqualTo(packed.length);
            task.close();
        }
    }

    @Test
    void aCompressedRequestReachesTheTaskByteForByte() throws IOException {
        byte[] packed = gzip(EncoderTest.text(30_000));
        try (Wire client = Wire.to(path.port())) {
            client.send(
                            "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Encoding: gzip\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: "
                                    + packed.length
                                    + "\r\n\r\n")
                    .send(packed);
            Wire task = path.task.accept();
            assertThat(task.head())
                    .contains("Content-Encoding: gzip\r\n")
                    .contains("Content-Length: " + packed.length + "\r\n");
            assertThat(task.read(packed.length)).isEqualTo(packed);
            task.send("HTTP/1.1 204 No Content\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 204 ").doesNotContain("Vary");
            path.finished();
            task.close();
        }
    }

    @Test
    void aRouteThatTurnsItOffGetsWhatTheTaskSent() {
        byte[] page = EncoderTest.text(5000);
        try (Wire client = Wire.to(path.port())) {
            client.send(get("gzip").replace("a.example", "off.example"));
            Wire task = path.task.accept();
            task.head();
            task.send(headOf(page.length)).send(page);
            assertThat(client.head())
                    .contains("Content-Length: 5000")
                    .doesNotContain("Content-Encoding")
                    .doesNotContain("Vary");
            assertThat(client.read(page.length)).isEqualTo(page);
            path.finished();
            task.close();
        }
    }

    @Test
    void aTunnelIsNotLookedInto() {
        byte[] raw = EncoderTest.text(5000);
        try (Wire client = Wire.to(path.port())) {
            String upgrade = "Connection: Upgrade\r\nUpgrade: x\r\n";
            client.send(get("gzip").replace("Accept", upgrade + "Accept"));
            Wire task = path.task.accept();
            task.head();
            task.send("HTTP/1.1 101 Switching Protocols\r\n" + upgrade + "Content-Type: text/html")
                    .send("\r\n\r\n")
                    .send(raw);
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            assertThat(client.read(raw.length)).isEqualTo(raw);
            task.close();
            client.reset();
            path.finished();
        }
    }

    @Test
    void anAnswerToHeadHasNoBodyAndTheHeadOfTheAnswerToGet() {
        try (Wire client = Wire.to(path.port())) {
            client.send(get("br").replace("GET", "HEAD"));
            Wire task = path.task.accept();
            task.head();
            task.send(headOf(5000));
            assertThat(client.head())
                    .contains("Content-Encoding: br\r\n")
                    .doesNotContain("Content-Length");
            path.finished();
            client.send(get("br").replace("GET", "HEAD"));
            task.head();
            task.send(headOf(100));
            assertThat(client.head()).contains("Content-Length: 100\r\n");
            path.finished();
            task.close();
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
