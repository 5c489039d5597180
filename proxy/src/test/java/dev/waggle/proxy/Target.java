package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.http2.FrameClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * A proxy as attackers see it: it serves {@link #SECURE} with TLS and {@link #PLAIN} without, both
 * from a {@link TestTask} of the name {@link #TASK}.
 */
record Target(int httpPort, int httpsPort, Path authority) {
    static final String SECURE = "blog.example";
    static final String PLAIN = "plain.test";
    static final String TASK = "task";

    private static final int SMALL_BUFFER = 4 * 1024;
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    static Target of(TestEdge edge) {
        return new Target(edge.edge().httpPort(), edge.edge().httpsPort(), edge.localAuthority());
    }

    static Stack stack(TestTask task) {
        return new Stack()
                .service("blog", task, "host", SECURE)
                .service("plain", task, "host", PLAIN, "tls", "off");
    }

    /** An address of this machine that no attacker had before, nor has any client but them. */
    static String freshAddress() {
        int number = ADDRESSES.getAndIncrement();
        return "127.1.%d.%d".formatted((number >> 8) & 0xFF, number & 0xFF);
    }

    /**
     * @param settings of the client, pairs of an identifier and a value
     */
    FrameClient http2(int... settings) throws IOException {
        return new FrameClient(Http2Clients.socket(httpsPort, trust(), SECURE), settings);
    }

    /** One that was served once, on stream 1. */
    FrameClient served() throws IOException {
        FrameClient client = http2();
        client.get(1, "/");
        assertThat(client.body(1)).isEqualTo(TASK);
        return client;
    }

    RawClient plain(String from) {
        return RawClient.plainFrom(from, httpPort);
    }

    /** A connection with TLS on which nothing was said yet. */
    RawClient secure(String from) {
        return RawClient.plainFrom(from, httpsPort);
    }

    /** A connection whose client takes next to nothing that it has not read. */
    Socket narrow() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SMALL_BUFFER);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort));
        return socket;
    }

    /** The first message of a handshake. */
    byte[] hello() throws IOException {
        SSLEngine engine = trust().createSSLEngine(SECURE, 443);
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }

    private SSLContext trust() {
        return TestPems.trusting(authority);
    }
}
