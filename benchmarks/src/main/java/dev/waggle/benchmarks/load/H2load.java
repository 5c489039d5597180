package dev.waggle.benchmarks.load;

import dev.waggle.benchmarks.peer.Site;
import dev.waggle.benchmarks.process.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests by the program {@code h2load}, each connection asking again as soon as it is answered.
 * The unit is requests that were answered with 2xx. One thread.
 *
 * <p>The program is told a number and not a time: with {@code --duration} it does not count what it
 * sends before its clock starts, which on a busy machine is most, and does not always end. The
 * number follows from the rate of the run before.
 */
public final class H2load implements Load {
    private static final Pattern COUNTS =
            Pattern.compile(
                    "requests: .* (\\d+) succeeded, (\\d+) failed, (\\d+) errored, (\\d+) timeout");
    private static final Pattern STATUSES =
            Pattern.compile("status codes: (\\d+) 2xx, (\\d+) 3xx, (\\d+) 4xx, (\\d+) 5xx");

    /** One in so many requests may fail. */
    private static final int TOLERATED = 1000;

    /** What each stream asks for when nothing is known about the rate. */
    private static final int FIRST_REQUESTS = 4;

    /** How much slower than before a run may become. */
    private static final int SLOWER = 10;

    private static final Duration TO_START = Duration.ofSeconds(20);

    private final int core;
    private final int connections;
    private final int streams;
    private final String path;
    private final List<String> options;

    /** Requests of a second that a proxy answered the last time, by its port. */
    private final Map<Integer, Double> rates = new HashMap<>();

    private H2load(int core, int connections, int streams, String path, List<String> options) {
        this.core = core;
        this.connections = connections;
        this.streams = streams;
        this.path = path;
        this.options = List.copyOf(options);
    }

    /**
     * GET over HTTP/1.1.
     *
     * @param core where it runs
     * @param connections at once
     * @param path what is asked for
     */
    public static H2load http1(int core, int connections, String path) {
        return new H2load(core, connections, 1, path, List.of("--h1"));
    }

    /**
     * GET over HTTP/2.
     *
     * @param streams at once on each connection
     */
    public static H2load http2(int core, int connections, int streams, String path) {
        return new H2load(core, connections, streams, path, List.of("--npn-list=h2"));
    }

    /** The same with a field in each request. */
    public H2load withField(String name, String value) {
        return with("--header=" + name + ": " + value);
    }

    /** The same, as POST with this body. */
    public H2load withBody(Path file) {
        return with("--data=" + file);
    }

    /** The same with a further option. */
    public H2load with(String option) {
        List<String> more = new ArrayList<>(options);
        more.add(option);
        return new H2load(core, connections, streams, path, more);
    }

    @Override
    public double run(int port, Duration time) {
        if (rates.containsKey(port)) {
            return run(port, number(port, time), time.multipliedBy(SLOWER).plus(TO_START));
        }
        int first = connections * streams * FIRST_REQUESTS;
        double answered = run(port, first, TO_START);
        return answered + run(port, time);
    }

    /**
     * The same for a number of requests, however long they take, but no more than 3 minutes.
     *
     * @return how many were answered
     */
    public double requests(int port, long number) {
        return answered(Tool.output(command(port, number)));
    }

    private long number(int port, Duration time) {
        long number = Math.round(rates.getOrDefault(port, 0.0) * time.toMillis() / 1e3);
        return Math.max(number, (long) connections * streams);
    }

    private double run(int port, long number, Duration atMost) {
        long began = System.nanoTime();
        double answered = answered(Tool.output(command(port, number), atMost));
        rates.put(port, answered * 1e9 / (System.nanoTime() - began));
        return answered;
    }

    private static double answered(String output) {
        Matcher counts = found(COUNTS, output);
        Matcher statuses = found(STATUSES, output);
        long failed = sum(counts, 2, 4) + sum(statuses, 2, 4);
        long succeeded = Long.parseLong(statuses.group(1));
        if (succeeded == 0 || failed > succeeded / TOLERATED) {
            throw new LoadFailed(counts.group() + "; " + statuses.group());
        }
        return succeeded;
    }

    private List<String> command(int port, long number) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "taskset",
                                "-c",
                                Integer.toString(core),
                                "h2load",
                                "--clients=" + connections,
                                "--max-concurrent-streams=" + streams,
                                "--requests=" + number,
                                "--groups=X25519",
                                "--tls13-ciphers=TLS_AES_128_GCM_SHA256",
                                "--connect-to=127.0.0.1:" + port));
        words.addAll(options);
        words.add("https://" + Site.HOST + path);
        return words;
    }

    private static Matcher found(Pattern pattern, String output) {
        Matcher matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new LoadFailed("h2load said: " + output);
        }
        return matcher;
    }

    private static long sum(Matcher matcher, int first, int last) {
        long sum = 0;
        for (int group = first; group <= last; group++) {
            sum += Long.parseLong(matcher.group(group));
        }
        return sum;
    }
}
