package dev.waggle.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import dev.waggle.proxy.testing.WholeEdge;
import dev.waggle.proxy.upstream.FrameTask.Frame;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an HTTP/2 task answers, right and wrong, as clients of both protocols see it. */
@ExtendWith(LeakCheck.class)
class Http2TaskResponsesTest {
    @TempDir private Path folder;

    static Stream<Arguments> wrongAnswers() {
        return Stream.of(
                wrong("no status", Frame.headers(true, "a", "b")),
                wrong("two statuses", Frame.headers(true, ":status", "200", ":status", "200")),
                wrong("status of letters", Frame.headers(true, ":status", "abc")),
                wrong("status behind a field", Frame.headers(true, "a", "b", ":status", "200")),
                wrong("switch", Frame.headers(true, ":status", "101")),
                wrong("upper case", Frame.headers(true, ":status", "200", "Ab", "c")),
                wrong("line end", Frame.headers(true, ":status", "200", "a", "b\r\nc: d")),
                wrong("connection", Frame.headers(true, ":status", "200", "connection", "close")),
                wrong(
                        "transfer-encoding",
                        Frame.headers(true, ":status", "200", "transfer-encoding", "chunked")),
                wrong(
                        "two lengths",
                        Frame.headers(
                                true,
                                ":status",
                                "200",
                                "content-length",
                                "0",
                                "content-length",
                                "1")),
                wrong(
                        "length without body",
                        Frame.headers(true, ":status", "200", "content-length", "5")),
                wrong("1xx at the end", Frame.headers(true, ":status", "103")),
                wrong("body before the head", Frame.data(true, "hello")),
                wrong("protocol error", Frame.reset(1)),
                wrong(
                        "1xx flood",
                        Stream.generate(() -> Frame.headers(false, ":status", "103"))
                                .limit(20)
                                .toArray(Frame[]::new)));
    }

    private static Arguments wrong(String name, Frame... answer) {
        return Arguments.argumentSet(name, (Object) answer);
    }

    @ParameterizedTest
    @MethodSource("wrongAnswers")
    void aWrongAnswerIsABadGateway(Frame[] answer) throws Exception {
        try (FrameTask task = new FrameTask(0, answer)) {
            assertThat(get(task, HttpClient.Version.HTTP_2).statusCode()).isEqualTo(502);
        }
    }

    @Test
    void anAnswerReachesClientsOfBothProtocols() throws Exception {
        for (HttpClient.Version version :
                List.of(HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2)) {
            try (FrameTask task =
                    new FrameTask(
                            0,
                            Frame.headers(false, ":status", "200", "x-a", "b"),
                            Frame.data(false, "hel"),
                            Frame.data(true, "lo"))) {
                HttpResponse<String> response = get(task, version);
                assertThat(response.version()).isEqualTo(version);
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.headers().firstValue("x-a")).hasValue("b");
                assertThat(response.body()).isEqualTo("hello");
            }
        }
    }

    @Test
    void aRefusedStreamIsTriedAgain() throws Exception {
        try (FrameTask task = new FrameTask(2, Frame.headers(true, ":status", "204"))) {
            assertThat(get(task, HttpClient.Version.HTTP_2).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void aStreamBehindAGoAwayIsUnavailableOnceAllAttemptsAreMade() throws Exception {
        try (FrameTask task = new FrameTask(0, Frame.goAway())) {
            assertThat(get(task, HttpClient.Version.HTTP_2).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void aPostOnARefusedStreamIsSentAgainWithItsBody() throws Exception {
        try (FrameTask task =
                new FrameTask(2, Frame.headers(true, ":status", "204")).waitingForBodies()) {
            HttpRequest.Builder post =
                    HttpRequest.newBuilder()
                            .POST(HttpRequest.BodyPublishers.ofString("three times"));
            assertThat(send(task, HttpClient.Version.HTTP_2, post).statusCode()).isEqualTo(204);
            assertThat(task.bodies()).containsExactly("three times", "three times", "three times");
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.argumentSet("REFUSED_STREAM", Frame.reset(FrameTask.REFUSED_STREAM)),
                Arguments.argumentSet("GOAWAY below its number", Frame.goAway()));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aCallOfGrpcThatATaskDidNotProcessIsSentAgain(Frame refusal) throws Exception {
        Frame status =
                Frame.headers(
                        true,
                        ":status",
                        "200",
                        "content-type",
                        "application/grpc",
                        "grpc-status",
                        "0");
        try (FrameTask task = new FrameTask(2, status).refusingBy(refusal).waitingForBodies()) {
            HttpRequest.Builder call =
                    HttpRequest.newBuilder()
                            .header("content-type", "application/grpc")
                            .POST(HttpRequest.BodyPublishers.ofString("message"));
            HttpResponse<String> response = send(task, HttpClient.Version.HTTP_2, call, "grpc");
            assertThat(response.headers().firstValue("grpc-status")).hasValue("0");
            assertThat(task.bodies()).containsExactly("message", "message", "message");
        }
    }

    private HttpResponse<String> get(FrameTask task, HttpClient.Version version) throws Exception {
        return send(task, version, HttpRequest.newBuilder());
    }

    private HttpResponse<String> send(
            FrameTask task, HttpClient.Version version, HttpRequest.Builder request)
            throws Exception {
        return send(task, version, request, "h2c");
    }

    private HttpResponse<String> send(
            FrameTask task,
            HttpClient.Version version,
            HttpRequest.Builder request,
            String protocol)
            throws Exception {
        String stack = WholeEdge.stack(task.authority(), "host", "localhost", "protocol", protocol);
        try (WholeEdge edge = WholeEdge.start(Files.createTempDirectory(folder, "edge"), stack);
                HttpClient client =
                        HttpClient.newBuilder()
                                .version(version)
                                .sslContext(trusting(edge.authority()))
                                .build()) {
            URI uri = URI.create("https://localhost:" + edge.httpsPort() + "/");
            return client.send(request.uri(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static SSLContext trusting(Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
