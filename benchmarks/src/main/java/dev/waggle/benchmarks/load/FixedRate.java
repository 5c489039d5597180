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
    private static final int STATUS = 1;
    private static final int MICROSECONDS = 2;

    @Override
    public double run(int port, Duration time) {
        Path log = folder.resolve("times-" + port + ".tsv");
        try {
            Files.deleteIfExists(log);
            Tool.output(command(port, time, log), time.multipliedBy(3).plus(TO_END));
            return percentile(log);
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

    private double percentile(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            double[] sorted =
                    lines.map(line -> line.split("\t", -1))
                            .peek(FixedRate::check)
                            .mapToDouble(fields -> Long.parseLong(fields[MICROSECONDS]) / 1e3)
                            .sorted()
                            .toArray();
            if (sorted.length == 0) {
                throw new LoadFailed("h2load has sent nothing");
            }
            return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
        }
    }

    private static void check(String[] fields) {
        if (!fields[STATUS].equals("200")) {
            throw new LoadFailed("a request was answered with " + fields[STATUS]);
        }
    }
}
