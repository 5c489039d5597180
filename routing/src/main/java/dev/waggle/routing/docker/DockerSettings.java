package dev.waggle.routing.docker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the Docker Engine is asked.
 *
 * @param host where it listens
 * @param certFolder a folder with {@code ca.pem}, {@code cert.pem} and {@code key.pem} for TLS to a
 *     TCP port, as {@code DOCKER_CERT_PATH} names it; empty for no TLS
 * @param connectTimeout until a connection to a TCP port stands, and again for its TLS handshake
 * @param readTimeout for a whole answer, from connecting to its last byte
 * @param streamLifetime after which the stream of events is opened anew: one whose other end is
 *     gone without a word looks the same as one without events
 * @param maxAnswerBytes the longest answer that is read; a longer one counts as a failed read. 4
 *     KiB a task is usual
 */
public record DockerSettings(
        DockerHost host,
        Optional<Path> certFolder,
        Duration connectTimeout,
        Duration readTimeout,
        Duration streamLifetime,
        int maxAnswerBytes) {
    private static final int MIN_ANSWER_BYTES = 1024;

    public DockerSettings {
        if (!connectTimeout.isPositive()
                || !readTimeout.isPositive()
                || !streamLifetime.isPositive()) {
            throw new IllegalArgumentException("timeouts must be longer than nothing");
        }
        if (maxAnswerBytes < MIN_ANSWER_BYTES) {
            throw new IllegalArgumentException(
                    "maxAnswerBytes must be " + MIN_ANSWER_BYTES + " or more");
        }
        if (certFolder.isPresent() && !(host instanceof DockerHost.TcpPort)) {
            throw new IllegalArgumentException("certificates need a tcp:// Docker host");
        }
    }

    /** 5 s to connect, 30 s and 64 MiB for an answer, 5 minutes for a stream, no TLS. */
    public static DockerSettings of(DockerHost host) {
        return new DockerSettings(
                host,
                Optional.empty(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                64 << 20);
    }

    /** The same over TLS, with the client certificate in this folder. */
    public DockerSettings withCertFolder(Path folder) {
        return new DockerSettings(
                host,
                Optional.of(folder),
                connectTimeout,
                readTimeout,
                streamLifetime,
                maxAnswerBytes);
    }
}
