package dev.waggle.acme.order;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSession;

/**
 * An answer that has been read whole, as acme4j wants to see it. Retry-After is not among its
 * fields: acme4j takes a bad one for the end of the order, and reads a good one by this machine's
 * clock; {@link #retryAfter} has it.
 */
final class CaAnswer implements HttpResponse<InputStream> {

    private static final Pattern DETAIL =
            Pattern.compile("\"detail\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.){0,500})");

    private final HttpResponse<byte[]> response;
    private final HttpHeaders headers;
    private final Optional<Duration> retryAfter;

    CaAnswer(HttpResponse<byte[]> response, Optional<Duration> retryAfter) {
        this.response = response;
        this.retryAfter = retryAfter;
        this.headers =
                HttpHeaders.of(
                        response.headers().map(),
                        (name, _) -> !name.equalsIgnoreCase("Retry-After"));
    }

    /** How long the CA asks to wait; never negative. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** What a problem document says, found without trusting it to be one; empty for none. */
    String detail() {
        Matcher detail = DETAIL.matcher(new String(response.body(), StandardCharsets.UTF_8));
        return detail.find() ? detail.group(1) : "";
    }

    @Override
    public int statusCode() {
        return response.statusCode();
    }

    @Override
    public HttpRequest request() {
        return response.request();
    }

    @Override
    public Optional<HttpResponse<InputStream>> previousResponse() {
        return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
        return headers;
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(response.body());
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return response.sslSession();
    }

    @Override
    public URI uri() {
        return response.uri();
    }

    @Override
    public HttpClient.Version version() {
        return response.version();
    }
}
