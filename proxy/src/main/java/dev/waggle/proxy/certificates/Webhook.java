package dev.waggle.proxy.certificates;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a URL what happens, as Slack and those that speak like it understand: a POST of {@code
 * {"text": "..."}}.
 *
 * <p>At most {@value #MOST_WAITING} sentences wait; further ones are dropped and logged. What has
 * come together goes out together, at most {@value #MOST_TOGETHER} in one message. Each is tried
 * {@value #ATTEMPTS} times. The URL is a secret: it stands in no log.
 */
public final class Webhook implements AutoCloseable {
    static final int MOST_WAITING = 100;
    static final int MOST_TOGETHER = 20;
    static final int ATTEMPTS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final JsonMapper JSON = new JsonMapper();

    private final URI url;
    private final Duration firstPause;
    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(WITHIN)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
    private final Thread thread;

    private Webhook(URI url, Duration firstPause) {
        this.url = url;
        this.firstPause = firstPause;
        this.thread = Thread.ofVirtual().name("webhook").unstarted(this::run);
    }

    /**
     * @param url of http or https
     * @param firstPause before the second attempt; five times as long before the third
     */
    public static Webhook start(URI url, Duration firstPause) {
        Webhook webhook = new Webhook(url, firstPause);
        webhook.thread.start();
        return webhook;
    }

    /** Never blocks. */
    public void tell(String sentence) {
        if (!waiting.offer(sentence)) {
            LOG.warn("the webhook is too slow, and is not told: {}", sentence);
        }
    }

    private void run() {
        try {
            while (true) {
                List<String> sentences = new ArrayList<>();
                sentences.add(waiting.take());
                waiting.drainTo(sentences, MOST_TOGETHER - 1);
                deliver(String.join("\n", sentences));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(String text) throws InterruptedException {
        Duration pause = firstPause;
        String failure = "";
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            failure = failureOf(text);
            if (failure.isEmpty()) {
                return;
            }
            if (attempt < ATTEMPTS) {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                pause = pause.multipliedBy(5);
            }
        }
        LOG.warn("the webhook could not be told ({}): {}", failure, text);
    }

    /** Empty when it went well; else why not, without the URL. */
    private String failureOf(String text) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(url)
                            .timeout(WITHIN)
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body(text)))
                            .build();
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            return status / 100 == 2 ? "" : "it answers with status " + status;
        } catch (IOException e) {
            return "it cannot be reached: " + e.getClass().getSimpleName();
        }
    }

    private static String body(String text) throws JsonProcessingException {
        return JSON.writeValueAsString(Map.of("text", text));
    }

    @Override
    public void close() {
        thread.interrupt();
        http.shutdownNow();
    }
}
