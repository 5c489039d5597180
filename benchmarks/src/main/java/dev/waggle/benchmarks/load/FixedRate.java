package dev.waggle.benchmarks.load;

import dev.waggle.benchmarks.peer.Backend;
import dev.waggle.benchmarks.peer.Site;
import dev.waggle.benchmarks.process.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * 2,000 requests a second from 50 connections of HTTP/1.1, whatever the proxy takes for them. The
 * unit is milliseconds within which a share of the requests was answered.
 *
 * @param core where it runs
 * @param share from 0 to 1: 0.5 is the median
 * @param folder for the times of the requests
 */
public record FixedRate(int core, double share, Path folder) implements Load {
    private static final int CONNECTIONS = 50;
    private static final int EACH_PER_SECOND = 40;
    private static final Duration TO_END = Duration.ofSeconds(20);
    private static final String OK = "200";
    private static final int STATUS = 1;
    private static final int MICROSECONDS = 2;

    /**
     * How it went.
     *
     * @param sortedMillis times of the requests that were answered with 200
     * @param failed number of all others
     */
    public record Times(List<Double> sortedMillis, long failed) {
        public Times {
            sortedMillis = List.copyOf(sortedMillis);
        }

        /**
         * The time within which a share of the requests was answered, in milliseconds.
         *
         * @throws LoadFailed when there is none
         */
        public double percentile(double share) {
            if (sortedMillis.isEmpty()) {
                throw new LoadFailed("no request was answered");
            }
            int index = (int) Math.floor(sortedMillis.size() * share);
            return sortedMillis.get(Math.min(sortedMillis.size() - 1, index));
        }
    }

    @Override
    public double run(int port, Duration time) {
        Times times = times(port, time);
        if (times.failed() > 0) {
            throw new LoadFailed("%d requests failed".formatted(times.failed()));
        }
        return times.percentile(share);
    }

    /** The same, where a request may fail. */
    public Times times(int port, Duration time) {
        Path log = folder.resolve("times-" + port + ".tsv");
        try {
            Files.deleteIfExists(log);
            Tool.output(command(port, time, log), time.multipliedBy(3).plus(TO_END));
            return read(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(int port, Duration time, Path log) {
        return List.of(
                "taskset",
                "-c",
                Integer.toString(core),
                "h2load",
                "--h1",
                "--clients=" + CONNECTIONS,
                "--rps=" + EACH_PER_SECOND,
                "--requests=" + time.toSeconds() * CONNECTIONS * EACH_PER_SECOND,
                "--log-file=" + log,
                "--groups=X25519",
                "--tls13-ciphers=TLS_AES_128_GCM_SHA256",
                "--connect-to=127.0.0.1:" + port,
                "https://" + Site.HOST + Backend.Paths.SMALL);
    }

    private static Times read(Path log) throws IOException {
        List<String[]> lines;
        try (Stream<String> all = Files.lines(log)) {
            lines = all.map(line -> line.split("\t", -1)).toList();
        }
        List<Double> sorted =
                lines.stream()
                        .filter(fields -> fields[STATUS].equals(OK))
                        .map(fields -> Long.parseLong(fields[MICROSECONDS]) / 1e3)
                        .sorted()
                        .toList();
        return new Times(sorted, lines.size() - sorted.size());
    }
}
