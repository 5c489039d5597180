package dev.waggle.routing.swarm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a Swarm is read and followed.
 *
 * @param host where the Engine listens
 * @param certFolder a folder with {@code ca.pem}, {@code cert.pem} and {@code key.pem} for TLS to a
 *     TCP port, as {@code DOCKER_CERT_PATH} names it; empty for no TLS
 * @param connectTimeout until a connection stands
 * @param readTimeout for a whole answer, from the first byte of the question to the last of the
 *     answer; the stream of events has none
 * @param maxAnswerBytes the longest answer that is read; a longer one counts as a failed read. 4
 *     KiB a task is usual
 * @param sweep between two readings of the tasks
 * @param sweepWhileChanging the same while an update is going on
 * @param settleWithin how long after the last change the faster sweep may go on: an update that
 *     hangs must not be swept fast for ever
 * @param quiet a burst of events is over when none came for this long
 * @param atLatest a burst that does not end is read after this long
 * @param resync between two complete readings when no event came: the net below lost events
 * @param firstRetry after one failure; doubles with every further one
 * @param lastRetry the longest wait after a failure
 */
public record SwarmSettings(
        DockerHost host,
        Optional<Path> certFolder,
        Duration connectTimeout,
        Duration readTimeout,
        int maxAnswerBytes,
        Duration sweep,
        Duration sweepWhileChanging,
        Duration settleWithin,
        Duration quiet,
        Duration atLatest,
        Duration resync,
        Duration firstRetry,
        Duration lastRetry) {

    public SwarmSettings {
        positive("connectTimeout", connectTimeout);
        positive("readTimeout", readTimeout);
        positive("sweep", sweep);
        positive("sweepWhileChanging", sweepWhileChanging);
        positive("resync", resync);
        positive("firstRetry", firstRetry);
        if (maxAnswerBytes < 1024) {
            throw new IllegalArgumentException("maxAnswerBytes must be 1024 or more");
        }
        if (quiet.isNegative() || atLatest.compareTo(quiet) < 0) {
            throw new IllegalArgumentException("atLatest must not be before quiet");
        }
        if (lastRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException("lastRetry must not be below firstRetry");
        }
        if (certFolder.isPresent() && !(host instanceof DockerHost.TcpPort)) {
            throw new IllegalArgumentException("certificates need a tcp:// Docker host");
        }
    }

    /** What fits a Swarm of usual size, without TLS. */
    public static SwarmSettings of(DockerHost host) {
        return new SwarmSettings(
                host,
                Optional.empty(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                64 << 20,
                Duration.ofSeconds(1),
                Duration.ofMillis(250),
                Duration.ofSeconds(60),
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofMillis(500),
                Duration.ofSeconds(10));
    }

    /** The same over TLS, with the client certificate in this folder. */
    public SwarmSettings withCertFolder(Path folder) {
        return new SwarmSettings(
                host,
                Optional.of(folder),
                connectTimeout,
                readTimeout,
                maxAnswerBytes,
                sweep,
                sweepWhileChanging,
                settleWithin,
                quiet,
                atLatest,
                resync,
                firstRetry,
                lastRetry);
    }

    private static void positive(String name, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(name + " must be longer than nothing");
        }
    }
}
