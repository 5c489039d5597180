package dev.waggle.routing.docker;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long one question may take as a whole: when the time is over, its connection is closed, which
 * ends whatever waits on it. A Unix socket has no read timeout of its own, and a peer that trickles
 * bytes would pass one.
 */
final class Deadline implements Closeable {
    private final Duration limit;
    private final Closeable socket;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean expired;

    private Deadline(Duration limit, Closeable socket) {
        this.limit = limit;
        this.socket = socket;
    }

    /** Starts to count: closes the socket after the limit, unless this is closed before. */
    static Deadline start(Duration limit, Closeable socket) {
        Deadline deadline = new Deadline(limit, socket);
        Thread.ofVirtual().name("docker-deadline").start(deadline::watch);
        return deadline;
    }

    /** Nothing is left to be limited. */
    @Override
    public void close() {
        finished.countDown();
    }

    /** The same failure, or if the time was over the one that says so. */
    IOException explain(IOException failure) {
        return expired
                ? new DockerUnavailable("no complete answer within " + seconds(), failure)
                : failure;
    }

    InputStream explaining(InputStream in) {
        return new Explaining(in);
    }

    private void watch() {
        try {
            if (!finished.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                expired = true;
                socket.close();
            }
        } catch (IOException | InterruptedException e) {
            // Nobody interrupts this thread, and a socket that does not close has ended as well.
            Thread.currentThread().interrupt();
        }
    }

    private String seconds() {
        return limit.toMillis() / 1000.0 + " s";
    }

    /** Says what a closed socket does not: why it was closed. */
    private final class Explaining extends InputStream {
        private final InputStream in;

        Explaining(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                throw explain(e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                throw explain(e);
            }
        }
    }
}
