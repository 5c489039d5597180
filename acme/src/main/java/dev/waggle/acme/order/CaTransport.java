package dev.waggle.acme.order;

import dev.waggle.acme.order.CaFault.ClockApart;
import dev.waggle.acme.order.CaFault.Unavailable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request to a CA, and its answer whole: bounded in size and in time, down to the last byte.
 * Answers of 5xx, and those of a CA that lives in another time, are faults.
 */
final class CaTransport implements AutoCloseable {

    /** A chain, an order with a hundred names: nothing that a CA answers is longer. */
    static final int MAX_ANSWER_BYTES = 512 * 1024;

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** From here on certificates look expired, or not valid yet. */
    static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofHours(1);

    private final HttpClient client;
    private final InstantSource clock;
    private final Duration timeout;

    CaTransport(HttpClient client, InstantSource clock, Duration timeout) {
        this.client = client;
        this.clock = clock;
        this.timeout = timeout;
    }

    HttpClient client() {
        return client;
    }

    CaAnswer exchange(HttpRequest request) throws IOException {
        HttpResponse<byte[]> response = send(request);
        Optional<Instant> date = date(response);
        if (date.isPresent()) {
            checkClock(date.get());
        }
        CaAnswer answer = new CaAnswer(response, retryAfter(response, date));
        if (isUnavailable(response)) {
            throw new Unavailable(response.statusCode(), answer.retryAfter(), answer.detail());
        }
        return answer;
    }

    /** HttpRequest's own timeout ends with the head of the answer; a body may trickle for ever. */
    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> coming =
                client.sendAsync(
                        request,
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
        try {
            return coming.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            coming.cancel(true);
            throw new HttpTimeoutException("no whole answer in " + timeout.toSeconds() + " s");
        } catch (InterruptedException _) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IOException(e.getCause());
        }
    }

    private void checkClock(Instant theirs) throws ClockApart {
        Duration ahead = Duration.between(theirs, clock.instant());
        if (ahead.abs().compareTo(MAX_CLOCK_DIFFERENCE) > 0) {
            throw new ClockApart(ahead);
        }
    }

    /** A 503 may be a rate limit in words that are understood elsewhere; a 429 always is. */
    private static boolean isUnavailable(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        boolean isProblem =
                response.headers()
                        .firstValue("Content-Type")
                        .filter(type -> type.startsWith("application/problem+json"))
                        .isPresent();
        return status >= 500 || (status == 429 && !isProblem);
    }

    private static Optional<Instant> date(HttpResponse<byte[]> response) {
        return response.headers().firstValue("Date").flatMap(CaTransport::httpDate);
    }

    /** As a time from now on: with the CA's own clock for a date, whatever ours says. */
    private Optional<Duration> retryAfter(HttpResponse<byte[]> response, Optional<Instant> date) {
        return response.headers()
                .firstValue("Retry-After")
                .flatMap(value -> retryAfter(value.strip(), date.orElseGet(clock::instant)))
                .filter(wait -> !wait.isNegative());
    }

    private static Optional<Duration> retryAfter(String value, Instant now) {
        if (!value.isEmpty()
                && value.length() <= 9
                && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(Duration.ofSeconds(Integer.parseInt(value)));
        }
        return httpDate(value).map(until -> Duration.between(now, until));
    }

    private static Optional<Instant> httpDate(String value) {
        try {
            return Optional.of(
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
