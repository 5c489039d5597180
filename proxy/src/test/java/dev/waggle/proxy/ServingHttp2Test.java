package dev.waggle.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 over TLS, from clients that others wrote, to a task that speaks HTTP/1.1. */
@Tag("real")
@ExtendWith(LeakCheck.class)
final class ServingHttp2Test {
    private static final String OPEN = "waggle_connections_open{listener=\"https\"}";

    @TempDir Path folder;
    private TestTask task;
    private TestEdge edge;
    private HttpClient client;

    @BeforeEach
    void start() {
        task = TestTask.named("blog");
        edge =
                TestEdge.in(folder)
                        .with("self-signed", "true")
                        .start(new Stack().service("blog", task, "host", "localhost"));
        client = Http2Clients.trusting(edge.localAuthority());
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        client.close();
        edge.close();
        task.close();
    }

    private int port() {
        return edge.edge().httpsPort();
    }

    @Test
    void aRequestReachesTheTaskAndItsAnswerTheClient() throws Exception {
        HttpResponse<String> answer =
                client.send(
                        Http2Clients.to(port(), "/x?y=1").header("X-Custom", "a").build(),
                        BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("blog");
        assertThat(task.lastHead())
                .startsWith("GET /x?y=1 HTTP/1.1\r\n")
                .contains("Host: localhost:" + port() + "\r\n")
                .contains("X-Forwarded-Proto: https\r\n")
                .containsIgnoringCase("x-custom: a\r\n");
    }

    @Test
    void aBodyComesBackAsItWasSent() throws Exception {
        byte[] body = new byte[900_000];
        new Random(1).nextBytes(body);
        HttpResponse<byte[]> answer =
                client.send(
                        Http2Clients.to(port(), "/echo")
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.body()).isEqualTo(body);
    }

    @Test
    void streamsOfOneConnectionDoNotWaitForEachOther() throws Exception {
        // The first one opens the connection that the others share.
        client.send(Http2Clients.to(port(), "/").build(), BodyHandlers.discarding());
        List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            slow.add(
                    client.sendAsync(
                            Http2Clients.to(port(), "/slow").build(), BodyHandlers.ofString()));
        }
        Eventually.is(() -> task.heads().size() == 51);
        assertThat(edge.metric(OPEN)).isEqualTo(1);
        HttpResponse<String> quick =
                client.send(Http2Clients.to(port(), "/").build(), BodyHandlers.ofString());
        assertThat(quick.body()).isEqualTo("blog");
        task.letSlowAnswer();
        for (CompletableFuture<HttpResponse<String>> answer : slow) {
            assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("blog");
        }
    }

    @Test
    void aLongAnswerComesWhole() throws Exception {
        HttpResponse<byte[]> answer =
                client.send(Http2Clients.to(port(), "/big").build(), BodyHandlers.ofByteArray());
        assertThat(answer.body()).hasSize(TestTask.BIG);
    }

    @Test
    void curlIsServedWithHttp2() throws Exception {
        Process curl =
                new ProcessBuilder(
                                "curl",
                                "--silent",
                                "--http2",
                                "--cacert",
                                edge.localAuthority().toString(),
                                "--data",
                                "hello",
                                "--write-out",
                                " %{http_version} %{http_code}",
                                "https://localhost:" + port() + "/echo")
                        .redirectErrorStream(true)
                        .start();
        assertThat(new String(curl.getInputStream().readAllBytes(), US_ASCII))
                .isEqualTo("hello 2 200");
        assertThat(curl.waitFor()).isZero();
    }
}
