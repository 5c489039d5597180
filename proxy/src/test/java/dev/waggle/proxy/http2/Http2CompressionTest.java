package dev.waggle.proxy.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.compress.Codec;
import dev.waggle.proxy.compress.Compression;
import dev.waggle.proxy.compress.CompressionSettings;
import dev.waggle.proxy.testing.LeakCheck;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed answers on the streams of a connection. */
@ExtendWith(LeakCheck.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2CompressionTest {
    private final Http2Server server =
            new Http2Server(
                    Http2Settings.DEFAULT,
                    flushes ->
                            new Compression(
                                    new CompressionSettings(List.of("text/*"), 1024, 64L << 20),
                                    flushes,
                                    PooledByteBufAllocator.DEFAULT));

    @AfterAll
    void close() {
        long left = server.onLoop(server.compression::bytes);
        server.run(server.compression::close);
        server.close();
        assertThat(left).isZero();
    }

    private static byte[] body(FrameClient client, int stream) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        FrameClient.Frame frame;
        do {
            frame = client.await(FrameClient.DATA, stream);
            body.writeBytes(frame.payload());
        } while (!frame.endsStream());
        return body.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "br", "gzip"})
    void anAnswerArrivesWholeAndCompressed(String coding) throws IOException {
        String page = "All work and no play makes Jack a dull boy. ".repeat(500);
        try (FrameClient client = server.connect()) {
            client.get(1, "/", "accept-encoding", coding);
            FakeUpstream task = server.upstream();
            assertThat(task.fields).contains("accept-encoding: " + coding);
            server.run(() -> {
                task.head(
                        200,
                        false,
                        "Content-Type",
                        "text/html",
                        "Content-Length",
                        "" + page.length(),
                        "ETag",
                        "\"a\"");
                task.body(page.substring(0, 7000));
                task.body(page.substring(7000));
                task.end();
            });
            FrameClient.Frame head = client.await(FrameClient.HEADERS, 1);
            assertThat(head.header("content-encoding")).isEqualTo(coding);
            assertThat(head.header("vary")).isEqualTo("Accept-Encoding");
            assertThat(head.header("etag")).isEqualTo("W/\"a\"");
            assertThat(head.names()).doesNotContain("content-length");
            assertThat(new String(Codec.decode(coding, body(client, 1)), ISO_8859_1))
                    .isEqualTo(page);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "br", "gzip"})
    void anEventCanBeReadBeforeTheNextIsSent(String coding) throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/", "accept-encoding", coding);
            FakeUpstream task = server.upstream();
            server.run(() -> task.head(200, false, "Content-Type", "text/event-stream"));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            StringBuilder events = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                String event = "data: " + i + "\n\n";
                events.append(event);
                server.run(() -> task.body(event));
                bytes.writeBytes(client.await(FrameClient.DATA, 1).payload());
                byte[] decoded =
                        Codec.eager(coding, new ByteArrayInputStream(bytes.toByteArray()))
                                .readNBytes(events.length());
                assertThat(new String(decoded, ISO_8859_1)).isEqualTo(events.toString());
            }
            client.reset(1);
            server.await(() -> task.cancelled);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "br", "gzip"})
    void aClientThatDoesNotReadHoldsTheTaskBack(String coding) throws IOException {
        try (FrameClient client = server.connect()) {
            client.get(1, "/", "accept-encoding", coding);
            FakeUpstream task = server.upstream();
            long atMost = 2L << 30;
            long sent =
                    server.onLoop(() -> {
                        task.head(200, false, "Content-Type", "text/plain");
                        return task.bodyWhileWanted(atMost);
                    });
            assertThat(sent).isBetween(1L, 128L * 1024);
            server.await(() -> task.wanted);
            client.reset(1);
            server.await(() -> task.cancelled);
        }
    }
}
