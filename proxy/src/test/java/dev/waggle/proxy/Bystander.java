package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.http2.FrameClient;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A client that asks on one connection, request after request, while others attack. When it closes,
 * it must not have missed one answer.
 */
final class Bystander implements AutoCloseable {
    private static final int SOME = 20;

    private final FrameClient client;
    private final String answer;
    private final AtomicInteger served = new AtomicInteger();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable Throwable failure;

    /**
     * @param answer what every request is answered with
     */
    Bystander(FrameClient client, String answer) {
        this.client = client;
        this.answer = answer;
        thread = Thread.ofVirtual().start(this::askAgainAndAgain);
        isServedOn();
    }

    private void askAgainAndAgain() {
        try {
            for (int stream = 1; !stopped; stream += 2) {
                client.get(stream, "/");
                int asked = stream;
                FrameClient.Frame head =
                        client.await(f -> f.type() == FrameClient.HEADERS && f.stream() == asked);
                assertThat(head.status()).isEqualTo("200");
                assertThat(client.body(stream)).isEqualTo(answer);
                served.incrementAndGet();
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    /** Returns when it has been served a few times more. */
    void isServedOn() {
        int before = served.get();
        Eventually.is(() -> failure != null || served.get() >= before + SOME);
        assertThat(failure).isNull();
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
        assertThat(failure).isNull();
    }
}
