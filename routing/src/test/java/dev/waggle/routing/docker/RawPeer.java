package dev.waggle.routing.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A Unix socket that answers every question with the same bytes. */
final class RawPeer implements AutoCloseable {
    private final Path path;
    private final String answer;
    private final boolean thenHangs;
    private final ServerSocketChannel server;
    private final BlockingQueue<String> questions = new LinkedBlockingQueue<>();

    RawPeer(Path folder, String answer, boolean thenHangs) throws IOException {
        this.path = folder.resolve("docker.sock");
        this.answer = answer;
        this.thenHangs = thenHangs;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        Thread.ofVirtual().start(this::serve);
    }

    DockerHost host() {
        return DockerHost.parse("unix://" + path);
    }

    String question() throws InterruptedException {
        return questions.take();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        try {
            while (server.isOpen()) {
                SocketChannel peer = server.accept();
                questions.add(head(Channels.newInputStream(peer)));
                peer.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
                if (!thenHangs) {
                    peer.close();
                }
            }
        } catch (IOException e) {
            if (server.isOpen()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0 && head.indexOf("\r\n\r\n") < 0; b = in.read()) {
            head.append((char) b);
            if (head.indexOf("\r\n\r\n") >= 0) {
                break;
            }
        }
        return head.toString();
    }
}
