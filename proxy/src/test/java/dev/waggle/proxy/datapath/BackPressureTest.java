package dev.waggle.proxy.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who does not read holds the other side back, and the proxy keeps only a little between them. */
@Tag("real") // Some seconds under leak detection: too long for the quick tests.
final class BackPressureTest extends DataPathTest {
    private static final int PIECE = 1024 * 1024;
    private static final int PIECES = 48;

    /** The write watermark of a connection, one read beyond it, and what two kernels keep. */
    private static final long MOST_BETWEEN = 28L * PIECE;

    private static final int LOOKS = 5;
    private static final long LOOK_NANOS = 20_000_000;

    private final AtomicLong sent = new AtomicLong();

    @Test
    void aClientThatDoesNotReadHoldsTheTaskBack() {
        Wire client = path.client().send(get("/"));
        Wire upstream = task.accept();
        upstream.head();
        upstream.send("HTTP/1.1 200 OK\r\nContent-Length: " + (long) PIECES * PIECE + "\r\n\r\n");
        sendAll(upstream);
        assertThat(sentWhenNothingMovesAnyMore()).isLessThan(MOST_BETWEEN);
        client.head();
        readAll(client);
    }

    @Test
    void aTaskThatDoesNotReadHoldsTheClientBack() {
        path.publish(Routes.withMaxBody(0, task.endpoint()));
        Wire client = path.client().send(post(PIECES * PIECE));
        Wire upstream = task.accept();
        sendAll(client);
        assertThat(sentWhenNothingMovesAnyMore()).isLessThan(MOST_BETWEEN);
        upstream.head();
        readAll(upstream);
        upstream.send("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(client.message()).startsWith("HTTP/1.1 204 ");
    }

    private void sendAll(Wire from) {
        Thread.ofVirtual()
                .start(() -> {
                    for (int i = 0; i < PIECES; i++) {
                        from.send(Pattern.bytes((long) i * PIECE, PIECE));
                        sent.addAndGet(PIECE);
                    }
                });
    }

    private static void readAll(Wire to) {
        for (int i = 0; i < PIECES; i++) {
            to.readPattern((long) i * PIECE, PIECE);
        }
    }

    /** What was taken from the sender once its count has stood still for a few looks. */
    private long sentWhenNothingMovesAnyMore() {
        long before = -1;
        for (int same = 0; same < LOOKS; ) {
            LockSupport.parkNanos(LOOK_NANOS);
            long now = sent.get();
            same = now == before ? same + 1 : 0;
            before = now;
        }
        return before;
    }
}
