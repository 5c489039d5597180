package dev.waggle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.http2.FrameClient;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A client that asks on one connection, request after request, while others attack. When it closes,
 * it must not have missed one answer.
 */
final class Bystander implements AutoCloseable {
    private static final int SOME = 20;

    /** For more answers than it ever asks for. */
    private static final int ROOM = 1 << 30;

    private final FrameClient client;
    private final String answer;
    private final AtomicReference<Latencies> latencies = new AtomicReference<>(new Latencies());
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
            client.window(0, ROOM);
            for (int stream = 1; !stopped; stream += 2) {
                long start = System.nanoTime();
                client.get(stream, "/");
                int asked = stream;
                FrameClient.Frame head =
                        client.await(f -> f.type() == FrameClient.HEADERS && f.stream() == asked);
                assertThat(head.status()).isEqualTo("200");
                assertThat(client.body(stream)).isEqualTo(answer);
                latencies.get().add(System.nanoTime() - start);
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    /** Returns when it has been served a few times more. */
    void isServedOn() {
        awaitServed(latencies.get().count() + SOME);
    }

    /** Returns when it has been served so often since {@link #takeLatencies()}. */
    void awaitServed(int count) {
        Eventually.is(() -> failure != null || latencies.get().count() >= count);
        assertThat(failure).isNull();
    }

    /** How often it has been served since {@link #takeLatencies()}. */
    int served() {
        assertThat(failure).isNull();
        return latencies.get().count();
    }

    /** What its requests took until now, since the last time that this was asked. */
    Latencies takeLatencies() {
        return latencies.getAndSet(new Latencies());
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
