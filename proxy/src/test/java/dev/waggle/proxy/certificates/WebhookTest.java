package dev.waggle.proxy.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookTest {
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean holds;
    private HttpServer server;
    private Webhook webhook;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        if (holds) {
                            open.await();
                        }
                        byte[] body = exchange.getRequestBody().readAllBytes();
                        boolean refused = refusals.getAndDecrement() > 0;
                        exchange.sendResponseHeaders(refused ? 500 : 200, -1);
                        if (!refused) {
                            texts.add(new JsonMapper().readTree(body).path("text").asText());
                        }
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
        webhook = Webhook.start(url, Duration.ofMillis(1));
    }

    @AfterEach
    void stop() {
        open.countDown();
        webhook.close();
        server.stop(0);
    }

    @Test
    void aSentenceIsTheTextOfAMessage() throws Exception {
        webhook.tell("certificate for \"a.example\": issued");
        assertThat(texts.poll(20, TimeUnit.SECONDS))
                .isEqualTo("certificate for \"a.example\": issued");
    }

    @Test
    void aServerThatFailsIsToldAgain() throws Exception {
        refusals.set(Webhook.ATTEMPTS - 1);
        webhook.tell("one");
        assertThat(texts.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
    }

    @Test
    void aMessageThatNobodyTakesDoesNotHoldBackTheNext() throws Exception {
        refusals.set(Webhook.ATTEMPTS);
        webhook.tell("lost");
        String first = null;
        while (first == null) {
            webhook.tell("next");
            first = texts.poll(100, TimeUnit.MILLISECONDS);
        }
        assertThat(first).contains("next").doesNotContain("lost");
    }

    @Test
    void whatComesTogetherGoesTogetherAndWhatIsTooMuchIsDropped() throws Exception {
        holds = true;
        for (int i = 0; i < 10 * Webhook.MOST_WAITING; i++) {
            webhook.tell("sentence");
        }
        open.countDown();
        int sentences = 0;
        while (sentences < Webhook.MOST_WAITING) {
            String text = texts.poll(20, TimeUnit.SECONDS);
            assertThat(text).isNotNull();
            int together = text.split("\n", -1).length;
            assertThat(together).isLessThanOrEqualTo(Webhook.MOST_TOGETHER);
            sentences += together;
        }
        assertThat(sentences).isLessThanOrEqualTo(Webhook.MOST_WAITING + Webhook.MOST_TOGETHER);
    }
}
