package dev.waggle.proxy.training;

import dev.waggle.proxy.tls.TlsUnusable;
import dev.waggle.proxy.tls.TrustedAuthorities;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** What users and operators ask for in the first minutes. */
final class Clients {
    /** Connections of each kind; each begins with a handshake. */
    private static final int CONNECTIONS = 20;

    /** Enough that the JVM knows what is hot, and few enough that a build does not wait for it. */
    private static final int REQUESTS_OF_EACH = 40;

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final SSLContext trust;
    private final Trainee.Ports ports;

    /**
     * @param authority PEM file of the CA that signed for the hosts
     */
    Clients(Path authority, Trainee.Ports ports) throws TlsUnusable {
        this.trust = trusting(authority);
        this.ports = ports;
    }

    /** Any other answer than the right one is a failure. */
    void askForEverything() throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            try (HttpClient http1 = client(Version.HTTP_1_1);
                    HttpClient http2 = client(Version.HTTP_2)) {
                ask(http1, Scene.HOST);
                ask(http2, Scene.HOST);
                askAtOnce(http2);
                ask(http1, Scene.SIGNED_HOST);
            }
        }
        try (HttpClient client = client(Version.HTTP_1_1)) {
            expect(301, client, HttpRequest.newBuilder(URI.create(plain("/"))));
            expect(404, client, HttpRequest.newBuilder(URI.create(secure(Scene.HOST, "/none"))));
            openSocket(client);
            for (String page :
                    List.of("/metrics", "/health/ready", "/api/routes", "/api/problems")) {
                expect(200, client, HttpRequest.newBuilder(URI.create(admin(page))));
            }
        }
    }

    private void ask(HttpClient client, String host) throws IOException {
        URI page = URI.create(secure(host, "/"));
        for (int i = 0; i < REQUESTS_OF_EACH; i++) {
            expect(200, client, HttpRequest.newBuilder(page).header("Accept-Encoding", "gzip"));
            expect(
                    200,
                    client,
                    HttpRequest.newBuilder(page).POST(BodyPublishers.ofString("a=1&b=2")));
        }
    }

    private void askAtOnce(HttpClient client) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(secure(Scene.HOST, "/"))).build();
        CompletableFuture<?>[] all =
                Stream.generate(() -> client.sendAsync(request, BodyHandlers.discarding()))
                        .limit(REQUESTS_OF_EACH)
                        .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static void expect(int status, HttpClient client, HttpRequest.Builder request)
            throws IOException {
        HttpRequest asked = request.timeout(LONGEST).build();
        try {
            HttpResponse<Void> answer = client.send(asked, BodyHandlers.discarding());
            if (answer.statusCode() != status) {
                throw new TrainingFailed(
                        "%s was answered with %d".formatted(asked.uri(), answer.statusCode()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainingFailed("interrupted");
        }
    }

    private void openSocket(HttpClient client) {
        CompletableFuture<Void> heard = new CompletableFuture<>();
        WebSocket socket =
                client.newWebSocketBuilder()
                        .buildAsync(
                                URI.create(
                                        "wss://%s:%d/socket".formatted(Scene.HOST, ports.https())),
                                new Hearing(heard))
                        .orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS)
                        .join();
        heard.orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS).join();
        socket.abort();
    }

    private record Hearing(CompletableFuture<Void> heard) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            heard.complete(null);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            heard.completeExceptionally(error);
        }
    }

    private HttpClient client(Version version) {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(trust)
                .connectTimeout(LONGEST)
                .build();
    }

    private String secure(String host, String path) {
        return "https://%s:%d%s".formatted(host, ports.https(), path);
    }

    private String plain(String path) {
        return "http://%s:%d%s".formatted(Scene.HOST, ports.http(), path);
    }

    private String admin(String path) {
        return "http://127.0.0.1:%d%s".formatted(ports.admin(), path);
    }

    private static SSLContext trusting(Path authority) throws TlsUnusable {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, TrustedAuthorities.only(authority).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
