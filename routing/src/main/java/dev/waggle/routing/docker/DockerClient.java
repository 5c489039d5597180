package dev.waggle.routing.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks the Engine, in the newest version of its API that both sides know. The answers are raw:
 * docker-java's typed calls have no field for the networks of a task, and one list of tasks would
 * not fit the 3 MiB that they read at most.
 *
 * <p>Blocks; used by two threads at the same time (sweeps and events).
 */
public final class DockerClient {
    private static final int MAX_MESSAGE_BYTES = 4096;

    private final DockerHttpClient answers;
    private final DockerHttpClient streams;
    private final DockerSettings settings;
    private final AtomicLong bytesRead = new AtomicLong();
    private volatile @Nullable ApiVersion version;

    public DockerClient(DockerSettings settings) {
        answers =
                new SocketTransport(
                        settings.host(),
                        settings.certFolder(),
                        settings.connectTimeout(),
                        settings.readTimeout());
        streams =
                new SocketTransport(
                        settings.host(),
                        settings.certFolder(),
                        settings.connectTimeout(),
                        settings.streamLifetime());
        this.settings = settings;
    }

    /** The whole body of the answer, or a failure: never a part. */
    public byte[] get(String path) throws DockerUnavailable {
        AnswerBuffer answer = new AnswerBuffer();
        get(path, answer);
        return answer.toByteArray();
    }

    /** The same into memory that is used again; after a failure it holds nothing of use. */
    public void get(String path, AnswerBuffer answer) throws DockerUnavailable {
        String versioned = versioned(path);
        try (Response response = ask(answers, versioned)) {
            if (!answer.fill(response.getBody(), settings.maxAnswerBytes())) {
                throw new DockerUnavailable(
                        "%s is longer than %d bytes"
                                .formatted(versioned, settings.maxAnswerBytes()));
            }
            bytesRead.addAndGet(answer.size());
        } catch (IOException | UncheckedIOException e) {
            throw unavailable(versioned, e);
        }
    }

    /** An answer that goes on; the caller closes it. */
    public Response stream(String path) throws DockerUnavailable {
        String versioned = versioned(path);
        try {
            return ask(streams, versioned);
        } catch (IOException | UncheckedIOException e) {
            throw unavailable(versioned, e);
        }
    }

    /** To be called after a failure: the Engine that comes back may be another one. */
    public void forgetVersion() {
        version = null;
    }

    /** Bytes of all complete answers since the start. */
    public long bytesRead() {
        return bytesRead.get();
    }

    private String versioned(String path) throws DockerUnavailable {
        ApiVersion known = version;
        if (known == null) {
            known = negotiate();
            version = known;
        }
        return "/v" + known + path;
    }

    /** The header says the newest version that the Engine speaks; it refuses newer ones. */
    private ApiVersion negotiate() throws DockerUnavailable {
        try (Response response = ask(answers, "/_ping")) {
            String newest = response.getHeader("Api-Version");
            if (newest == null) {
                throw new DockerUnavailable("this is no Docker Engine: there is no Api-Version");
            }
            return ApiVersion.parse(newest).negotiated();
        } catch (IOException | UncheckedIOException e) {
            throw unavailable("/_ping", e);
        }
    }

    private static Response ask(DockerHttpClient transport, String path) throws IOException {
        Response response =
                transport.execute(Request.builder().method(Request.Method.GET).path(path).build());
        if (response.getStatusCode() != 200) {
            try (response) {
                throw new DockerUnavailable(response.getStatusCode(), message(response));
            }
        }
        return response;
    }

    private static String message(Response response) throws IOException {
        byte[] body = response.getBody().readNBytes(MAX_MESSAGE_BYTES);
        return new String(body, StandardCharsets.UTF_8).strip();
    }

    private DockerUnavailable unavailable(String path, Exception e) {
        Throwable cause =
                e instanceof UncheckedIOException u ? Objects.requireNonNull(u.getCause()) : e;
        String reason =
                cause instanceof DockerUnavailable
                        ? String.valueOf(cause.getMessage())
                        : cause.getClass().getSimpleName() + ": " + cause.getMessage();
        return new DockerUnavailable(settings.host() + " GET " + path + ": " + reason, cause);
    }
}
