package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.testing.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whose word counts for the client's address: the socket's, PROXY protocol's, a proxy's in front.
 */
@ExtendWith(LeakCheck.class)
final class ClientAddressTest {
    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10};
    private static final String GET = "GET / HTTP/1.1\r\nHost: lamp.test\r\n\r\n";

    @TempDir Path folder;
    private TestTask task;
    private TestEdge edge;

    @BeforeEach
    void prepare() {
        task = TestTask.named("task");
        edge = TestEdge.in(folder).with("self-signed", "true");
    }

    @AfterEach
    void stop() {
        edge.close();
        task.close();
    }

    private void start() {
        edge.start(
                new Stack()
                        .service("lamp", task, "host", "lamp.test", "tls", "off")
                        .service("blog", task, "host", "blog.test"));
    }

    private void startBehindBalancer() {
        edge.with("proxy-protocol", "true").with("trusted-proxies", "127.0.0.1, 192.0.2.0/24");
        start();
    }

    private static byte[] v2(int command, int family, byte[]... addresses) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        out.write(0x20 | command);
        out.write(family);
        int length = 0;
        for (byte[] part : addresses) {
            length += part.length;
        }
        out.write(length >> 8);
        out.write(length);
        for (byte[] part : addresses) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] address(String text) {
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final byte[] PORTS = {0x30, 0x39, 0x01, (byte) 0xbb};

    private static byte[] tcp4(String client) {
        return v2(1, 0x11, address(client), address("198.51.100.1"), PORTS);
    }

    private void assertClient(RawClient client, String expected) {
        assertThat(client.answer().text()).isEqualTo("task");
        assertThat(task.lastHead())
                .contains("\r\nX-Forwarded-For: " + expected + "\r\n")
                .contains("\r\nX-Real-IP: " + expected + "\r\n");
        Eventually.is(() -> !edge.logged().isEmpty());
        assertThat(edge.logged().getLast()).startsWith(expected + " [");
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 203.0.113.7 198.51.100.1 12345 443, 203.0.113.7",
        "PROXY TCP6 2001:db8::7 2001:db8::1 12345 443, 2001:db8:0:0:0:0:0:7",
        "PROXY UNKNOWN, 127.0.0.1",
        "PROXY UNKNOWN 203.0.113.7 198.51.100.1 12345 443, 127.0.0.1",
    })
    void aHeaderInTextNamesTheClient(String header, String expected) {
        startBehindBalancer();
        try (RawClient client = edge.plain()) {
            client.send(header + "\r\n" + GET);
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(task.lastHead()).contains("\r\nX-Forwarded-For: " + expected + "\r\n");
        }
    }

    @Test
    void aBinaryHeaderNamesTheClient() {
        startBehindBalancer();
        try (RawClient client = edge.plain()) {
            client.send(tcp4("203.0.113.7")).send(GET);
            assertClient(client, "203.0.113.7");
        }
    }

    @Test
    void aBinaryHeaderOfIpv6NamesTheClient() {
        startBehindBalancer();
        try (RawClient client = edge.plain()) {
            byte[] header = v2(1, 0x21, address("2001:db8::7"), address("2001:db8::1"), PORTS);
            client.send(header).send(GET);
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(task.lastHead()).contains("X-Forwarded-For: 2001:db8:0:0:0:0:0:7\r\n");
        }
    }

    @Test
    void aCheckOfTheBalancerItselfComesFromTheBalancer() {
        startBehindBalancer();
        try (RawClient client = edge.plain()) {
            client.send(v2(0, 0)).send(GET);
            assertClient(client, "127.0.0.1");
        }
    }

    @Test
    void aHeaderMayComeByteByByte() {
        startBehindBalancer();
        try (RawClient client = edge.plain()) {
            for (byte b : tcp4("203.0.113.7")) {
                client.send(new byte[] {b});
            }
            client.send(GET);
            assertClient(client, "203.0.113.7");
        }
    }

    @Test
    void aHeaderMayComeWithTheClientHelloInOneSegment() throws IOException {
        startBehindBalancer();
        Socket socket = new HeaderFirstSocket(edge.edge().httpsPort(), tcp4("203.0.113.7"));
        try (RawClient client = RawClient.tls(socket, "blog.test", edge.localAuthority())) {
            assertThat(client.get("blog.test", "/").text()).isEqualTo("task");
            assertThat(task.lastHead())
                    .contains("X-Forwarded-For: 203.0.113.7\r\n")
                    .contains("X-Forwarded-Proto: https\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {GET, "PROXY TCP4 300.0.0.1 1.1.1.1 1 1\r\n", "PROXY whatever\r\n"})
    void somethingElseThanAHeaderEndsTheConnection(String bytes) {
        startBehindBalancer();
        try (RawClient client = edge.plain()) {
            client.send(bytes);
            assertThat(client.isEnded()).isTrue();
            Eventually.is(() ->
                    edge.metric("waggle_refused_total{reason=\"proxy-header-invalid\"}") == 1);
        }
        assertThat(task.heads()).isEmpty();
    }

    @Test
    void aHeaderThatDoesNotEndInTimeEndsTheConnection() {
        edge.with("timeouts-handshake", "300ms");
        startBehindBalancer();
        try (RawClient client = edge.plain()) {
            client.send("PROXY TCP4 203.0");
            assertThat(client.isEnded()).isTrue();
            assertThat(edge.metric("waggle_refused_total{reason=\"proxy-header-timeout\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aPeerThatIsNotTrustedHasNoSay() {
        edge.with("proxy-protocol", "true").with("trusted-proxies", "192.0.2.0/24");
        start();
        try (RawClient client = edge.plain()) {
            client.send("PROXY TCP4 203.0.113.7 198.51.100.1 12345 443\r\n" + GET);
            assertThat(client.answer().status()).isEqualTo(400);
        }
        try (RawClient client = edge.plain()) {
            client.get("lamp.test", "/", "X-Forwarded-For: 203.0.113.9");
            assertThat(task.lastHead()).contains("\r\nX-Forwarded-For: 127.0.0.1\r\n");
        }
    }

    @Test
    void whatAClientBehindABalancerClaimsIsNotTheBalancersWord() {
        startBehindBalancer();
        try (RawClient client = edge.plain()) {
            client.send(tcp4("203.0.113.7"));
            client.get(
                    "lamp.test",
                    "/",
                    "X-Forwarded-For: 1.2.3.4",
                    "X-Forwarded-Proto: https",
                    "X-Forwarded-Host: evil.test");
            assertThat(task.lastHead())
                    .contains("\r\nX-Forwarded-For: 203.0.113.7\r\n")
                    .contains("\r\nX-Forwarded-Proto: http\r\n")
                    .doesNotContain("evil")
                    .doesNotContain("1.2.3.4");
        }
    }

    @Test
    void theRightMostEntryThatIsNoProxyIsTheClient() {
        edge.with("trusted-proxies", "127.0.0.1, 192.0.2.0/24");
        start();
        try (RawClient client = edge.plain()) {
            client.get("lamp.test", "/", "X-Forwarded-For: 6.6.6.6, 203.0.113.7, 192.0.2.9");
            assertThat(task.lastHead())
                    .contains("\r\nX-Real-IP: 203.0.113.7\r\n")
                    .contains(
                            "\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.7, 192.0.2.9, 127.0.0.1\r\n");
            assertThat(edge.log(1).getFirst()).startsWith("203.0.113.7 [");
        }
    }

    @Test
    void whatAnybodyElseSaysOfItselfIsRemoved() {
        start();
        try (RawClient client = edge.plain()) {
            client.get(
                    "lamp.test",
                    "/",
                    "X-Forwarded-For: 6.6.6.6",
                    "X-Real-IP: 6.6.6.6",
                    "Forwarded: for=6.6.6.6",
                    "X_Forwarded_For: 6.6.6.6",
                    "X-Forwarded-Server: 6.6.6.6");
            assertThat(task.lastHead())
                    .doesNotContain("6.6.6.6")
                    .contains("\r\nX-Forwarded-For: 127.0.0.1\r\n");
        }
    }

    /** Sends a header with the first bytes that are written. */
    private static final class HeaderFirstSocket extends Socket {
        private byte[] header;

        HeaderFirstSocket(int port, byte[] header) throws IOException {
            super(InetAddress.getLoopbackAddress(), port);
            this.header = header;
        }

        @Override
        public java.io.OutputStream getOutputStream() throws IOException {
            java.io.OutputStream out = super.getOutputStream();
            return new java.io.FilterOutputStream(out) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    byte[] both = new byte[header.length + length];
                    System.arraycopy(header, 0, both, 0, header.length);
                    System.arraycopy(bytes, from, both, header.length, length);
                    header = new byte[0];
                    out.write(both);
                }
            };
        }
    }
}
