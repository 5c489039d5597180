package dev.waggle.acme.dns;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waggle.acme.Printable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Requests to Cloudflare's API v4 and what they come to.
 *
 * <p>A request that was turned away for its rate, or that met an error of the server, is made
 * again, {@value #MAX_ATTEMPTS} times in all: what we ask for may be done twice. Answers are
 * bounded to 2 MiB, lists to {@value #MAX_PAGES} pages.
 */
final class CloudflareApi {

    static final int MAX_ATTEMPTS = 3;
    static final int MAX_PAGES = 50;

    /** A longer wait than this is for the one who placed the order. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_ANSWER_BYTES = 2 << 20;
    private static final int PAGE_SIZE = 50;

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            com.fasterxml.jackson.core.JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(32)
                                                    .build())
                                    .build())
                    .build();

    private final CloudflareSettings settings;
    private final Pacing pacing;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

    CloudflareApi(CloudflareSettings settings, Pacing pacing) {
        this.settings = settings;
        this.pacing = pacing;
    }

    /** A status, and the JSON that came with it; null when the body is none. */
    private record Reply(int status, @Nullable JsonNode body, @Nullable Duration retryAfter) {

        boolean isSuccess() {
            return status / 100 == 2 && body != null && body.path("success").asBoolean();
        }

        boolean mayComeAgain() {
            return status == 429 || status >= 500;
        }
    }

    /**
     * All items of a list, page by page.
     *
     * @param path below the API's, with at least one parameter
     */
    List<JsonNode> list(String path) throws DnsFailure, InterruptedException {
        List<JsonNode> items = new ArrayList<>();
        for (int page = 1; page <= MAX_PAGES; page++) {
            JsonNode body =
                    body("GET", "%s&per_page=%d&page=%d".formatted(path, PAGE_SIZE, page), null);
            body.path("result").forEach(items::add);
            if (page >= body.path("result_info").path("total_pages").asInt(1)) {
                return items;
            }
        }
        throw new DnsFailure(
                "Cloudflare's list at %s has over %d pages".formatted(path, MAX_PAGES),
                "remove records that nobody needs");
    }

    void delete(String path) throws DnsFailure, InterruptedException {
        Reply reply = send("DELETE", path, null);
        // Someone else has removed it, or the first of our attempts has.
        if (!reply.isSuccess() && reply.status() != 404) {
            throw failure(reply);
        }
    }

    /**
     * @param but an error code that is as good as success
     */
    void change(String method, String path, JsonNode body, int but)
            throws DnsFailure, InterruptedException {
        Reply reply = send(method, path, body.toString());
        if (!reply.isSuccess() && !codes(reply).contains(but)) {
            throw failure(reply);
        }
    }

    private JsonNode body(String method, String path, @Nullable String body)
            throws DnsFailure, InterruptedException {
        Reply reply = send(method, path, body);
        if (!reply.isSuccess() || reply.body() == null) {
            throw failure(reply);
        }
        return reply.body();
    }

    private Reply send(String method, String path, @Nullable String body)
            throws DnsFailure, InterruptedException {
        Duration wait = FIRST_WAIT;
        for (int attempt = 1; ; attempt++) {
            Reply reply = sendOnce(method, path, body);
            Duration asked = reply.retryAfter() == null ? wait : reply.retryAfter();
            if (!reply.mayComeAgain()
                    || attempt == MAX_ATTEMPTS
                    || asked.compareTo(LONGEST_WAIT) > 0) {
                return reply;
            }
            pacing.sleep(asked);
            wait = wait.multipliedBy(2);
        }
    }

    private Reply sendOnce(String method, String path, @Nullable String body)
            throws DnsFailure, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(settings.api() + path))
                        .timeout(TIMEOUT)
                        .header("Authorization", "Bearer " + token())
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .build();
        try {
            return reply(
                    http.send(
                            request,
                            BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES)));
        } catch (IOException e) {
            throw new DnsFailure(
                    "Cloudflare's API at %s cannot be asked (%s)"
                            .formatted(
                                    settings.api(), Printable.of(String.valueOf(e.getMessage()))),
                    "let this machine open HTTPS connections to it, and try again");
        }
    }

    /**
     * The token as a header field can hold it: what else is in the file must not reach a request.
     */
    private String token() throws DnsFailure {
        String token = SecretFile.read(settings.tokenFile());
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw SecretFile.unusable(
                    settings.tokenFile(), "holds white space or characters that no token has");
        }
        return token;
    }

    private static Reply reply(HttpResponse<byte[]> response) {
        Duration retryAfter =
                response.headers()
                        .firstValue("Retry-After")
                        .filter(seconds -> seconds.matches("\\d{1,6}"))
                        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                        .orElse(null);
        return new Reply(response.statusCode(), parsed(response.body()), retryAfter);
    }

    private static @Nullable JsonNode parsed(byte[] body) {
        try {
            JsonNode parsed = JSON.readTree(body);
            return parsed == null || parsed.isMissingNode() ? null : parsed;
        } catch (JacksonException _) {
            return null;
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail to be read", e);
        }
    }

    private static List<Integer> codes(Reply reply) {
        return errors(reply).stream().map(error -> error.path("code").asInt()).toList();
    }

    private static List<JsonNode> errors(Reply reply) {
        JsonNode body = reply.body();
        return body == null
                ? List.of()
                : StreamSupport.stream(body.path("errors").spliterator(), false).limit(5).toList();
    }

    private DnsFailure failure(Reply reply) {
        String said =
                errors(reply).stream()
                        .map(e ->
                                "%s (%d)"
                                        .formatted(
                                                Printable.of(e.path("message").asText()),
                                                e.path("code").asInt()))
                        .collect(Collectors.joining("; "));
        return new DnsFailure(
                "Cloudflare's API answers %d%s"
                        .formatted(
                                reply.status(), said.isEmpty() ? " without a reason" : ": " + said),
                fix(reply),
                reply.retryAfter());
    }

    private String fix(Reply reply) {
        return switch (reply.status()) {
            case 400, 401, 403 ->
                    "let %s hold an API token (no global key) with the permissions Zone / Zone / Read and Zone / DNS / Edit for the zone"
                            .formatted(settings.tokenFile());
            case 429 ->
                    "nothing: the request is made again later; other programs use the same account's rate";
            default -> "look at the status page of Cloudflare, or at what it says here";
        };
    }
}
