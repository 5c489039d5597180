package dev.waggle.routing.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * docker-java's transport on the JDK's own sockets, for virtual threads: each question has a
 * connection of its own, and nothing but a GET can be asked.
 *
 * <p>docker-java's Netty transport was tried first. It waits for ever, in spite of its timeouts,
 * when the Engine goes away or hangs before the first byte of a body; it takes a body that was cut
 * off for a complete one; a reader that gives up blocks its event loop; and it hands out no
 * headers, so that no API version can be negotiated from {@code /_ping}.
 */
final class SocketTransport implements DockerHttpClient {
    private final DockerHost host;
    private final Optional<Path> certFolder;
    private final Duration connectTimeout;
    private final Duration deadline;

    /**
     * @param deadline for a whole answer, its body included
     */
    SocketTransport(
            DockerHost host,
            Optional<Path> certFolder,
            Duration connectTimeout,
            Duration deadline) {
        this.host = host;
        this.certFolder = certFolder;
        this.connectTimeout = connectTimeout;
        this.deadline = deadline;
    }

    /**
     * Sends the question and reads the head of the answer; the caller closes the response.
     * Interrupting a virtual thread that waits here or in the body ends the wait.
     *
     * @throws UncheckedIOException if there is no answer
     */
    @Override
    public Response execute(Request request) {
        if (!request.method().equals(Request.Method.GET.name())) {
            throw new IllegalArgumentException("only GET is asked, not " + request.method());
        }
        try {
            return ask(Wire.open(host, certFolder, connectTimeout, deadline), request.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing is kept between two questions. */
    @Override
    public void close() {}

    private static Response ask(Wire wire, String path) throws IOException {
        try {
            String question =
                    """
                    GET %s HTTP/1.1\r
                    Host: docker\r
                    Accept: application/json\r
                    User-Agent: waggle\r
                    Connection: close\r
                    \r
                    """
                            .formatted(path);
            wire.out().write(question.getBytes(StandardCharsets.US_ASCII));
            wire.out().flush();
            InputStream in = new BufferedInputStream(wire.in(), 16384);
            AnswerHead head = AnswerHead.read(in);
            return new Answer(head, new AnswerBody(in, head), wire);
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }

    private record Answer(AnswerHead head, InputStream body, Wire wire) implements Response {
        @Override
        public int getStatusCode() {
            return head.status();
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return head.headers();
        }

        @Override
        public InputStream getBody() {
            return body;
        }

        @Override
        public void close() {
            try {
                wire.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
