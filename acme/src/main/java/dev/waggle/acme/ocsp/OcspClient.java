package dev.waggle.acme.ocsp;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks responders over HTTP (RFC 6960 appendix A.1): at most 10 seconds and 64 KiB an answer, no
 * redirects.
 */
final class OcspClient implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final int MAX_BYTES = 64 * 1024;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(WITHIN)
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    /**
     * Blocks until the answer is there.
     *
     * @throws IOException when there is none that could be one
     */
    byte[] ask(OcspQuestion question) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(question.responder())
                        .timeout(WITHIN)
                        .header("content-type", "application/ocsp-request")
                        .header("accept", "application/ocsp-response")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(question.encoded()))
                        .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
        try {
            return body(answer.get(WITHIN.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + WITHIN.toSeconds() + " s", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static byte[] body(HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException("it answered with status " + response.statusCode());
        }
        return response.body();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
