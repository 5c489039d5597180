package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks learn from the first line of their connections who the client is. */
final class ProxyProtocolToTasksTest {
    @TempDir Path folder;
    private ServerSocket task;
    private TestEdge edge;

    @BeforeEach
    void prepare() throws IOException {
        task = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
        edge = TestEdge.in(folder);
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        task.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = task.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // The socket is closed: the test is over.
        }
    }

    /** Answers every request with the first line of its connection and that of its own. */
    private static void serve(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    connection.getInputStream(), StandardCharsets.US_ASCII));
            String first = in.readLine();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String body = first + "|" + line;
                skipFields(in);
                String answer =
                        "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
                connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The peer has gone.
        }
    }

    private static void skipFields(BufferedReader in) throws IOException {
        String field = in.readLine();
        while (field != null && !field.isEmpty()) {
            field = in.readLine();
        }
    }

    @Test
    void everyRequestHasAConnectionThatNamesItsClient() {
        String authority = "127.0.0.1:" + task.getLocalPort();
        edge.start(
                new Stack()
                        .service(
                                "lamp",
                                authority,
                                "host",
                                "lamp.test",
                                "tls",
                                "off",
                                "proxy-protocol",
                                "v1"));
        int port = edge.edge().httpPort();
        for (String address : new String[] {"127.0.0.1", "127.0.0.2"}) {
            try (RawClient client = RawClient.plainFrom(address, port)) {
                int from = client.socket().getLocalPort();
                String header = "PROXY TCP4 " + address + " 0.0.0.0 " + from + " " + port;
                for (String path : new String[] {"/a", "/b"}) {
                    assertThat(client.get("lamp.test", path).text())
                            .isEqualTo(header + "|GET " + path + " HTTP/1.1");
                }
            }
        }
    }
}
