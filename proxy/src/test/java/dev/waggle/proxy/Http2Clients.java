package dev.waggle.proxy;

import dev.waggle.proxy.testing.TlsSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * The JDK's HTTP/2 client, as the tests use it: for the host {@code localhost}; and connections for
 * clients that say their frames themselves.
 */
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

    /** A connection on which HTTP/2 was agreed on. */
    static SSLSocket socket(int port, SSLContext trust, String host) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        return TlsSockets.handshake(plain, trust, host, "h2");
    }

    static HttpRequest.Builder to(int port, String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .timeout(LONGEST);
    }
}
