package dev.waggle.proxy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;

/** The JDK's HTTP/2 client, as the tests use it: for the host {@code localhost}. */
final class Http2Clients {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Http2Clients() {}

    static HttpClient trusting(Path authority) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(TestPems.trusting(authority))
                .connectTimeout(LONGEST)
                .build();
    }

    static HttpRequest.Builder to(int port, String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .timeout(LONGEST);
    }
}
