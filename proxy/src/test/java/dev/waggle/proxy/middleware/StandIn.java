package dev.waggle.proxy.middleware;

import dev.waggle.proxy.testing.StandInListener;
import dev.waggle.routing.Endpoint;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A server on loopback that answers each head as a test says, and keeps the heads. */
final class StandIn implements Closeable {
    private final StandInListener listener;
    private final UnaryOperator<String> answers;
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> bodies = new LinkedBlockingQueue<>();
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * @param answers the whole answer to a head; empty for none
     */
    StandIn(UnaryOperator<String> answers) {
        this.answers = answers;
        this.listener = StandInListener.serving(this::serve);
    }

    /** An answer with its length. */
    static String answer(String status, String body, String... fields) {
        StringBuilder answer = new StringBuilder("HTTP/1.1 ").append(status).append("\r\n");
        for (String field : fields) {
            answer.append(field).append("\r\n");
        }
        return answer.append("Content-Length: ")
                .append(body.length())
                .append("\r\n\r\n")
                .append(body)
                .toString();
    }

    int port() {
        return listener.port();
    }

    Endpoint endpoint() {
        return Endpoint.of("web", "web." + port(), "", "127.0.0.1", port());
    }

    /** The next head that came. */
    String head() {
        return next(heads);
    }

    /** The lines of the next head, without its empty one. */
    List<String> lines() {
        return head().strip().lines().toList();
    }

    /** How long the next body was. */
    int bodyBytes() {
        return next(bodies);
    }

    boolean heardNothing() {
        return heads.isEmpty();
    }

    int connections() {
        return connections.get();
    }

    private static <T> T next(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void serve(Socket socket) throws IOException {
        connections.incrementAndGet();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (String head = Wire.head(in); !head.isEmpty(); head = Wire.head(in)) {
            heads.add(head);
            int length = Wire.contentLength(head);
            int got = in.readNBytes(length).length;
            bodies.add(got);
            String answer = answers.apply(head);
            if (answer.isEmpty()) {
                continue;
            }
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            if (answer.startsWith("HTTP/1.1 101")) {
                in.transferTo(socket.getOutputStream());
            }
        }
    }

    /** Closes every connection that it has. */
    void hangUp() {
        close();
    }

    @Override
    public void close() {
        listener.close();
    }
}
