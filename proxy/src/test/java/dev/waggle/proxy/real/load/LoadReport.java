package dev.waggle.proxy.real.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What clients saw while one thing changed.
 *
 * @param name of the change
 * @param seconds that it took
 * @param requests that began in this time; all have ended
 * @param failed those of them that were not answered with 200 and the whole right body within 20 s
 * @param held requests that could not begin when they should, since all connections were busy
 * @param p99Seconds of those that were answered
 * @param slowestSeconds of those that were answered
 * @param streamsEnded WebSockets and event streams that ended in order
 * @param streamsBroken those that did not, or could not be opened, or fell silent for 20 s
 * @param answered how many were answered as they should, by method and host
 * @param failures the first 1,000
 */
record LoadReport(
        String name,
        double seconds,
        int requests,
        int failed,
        int held,
        double p99Seconds,
        double slowestSeconds,
        int streamsEnded,
        int streamsBroken,
        Map<String, Integer> answered,
        List<Failure> failures) {
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * One request or stream that failed.
     *
     * @param what {@code GET}, {@code POST}, {@code WebSocket} or {@code events}
     * @param protocol {@code h1} or {@code h2}
     * @param why in a few words
     * @param number of the request, or 0
     * @param beganMillis since the epoch
     * @param afterMillis that it failed after it began
     */
    record Failure(
            String what,
            String host,
            String protocol,
            String why,
            long number,
            long beganMillis,
            long afterMillis) {
        private String kind() {
            return what + " " + host + " " + protocol + ": " + why;
        }
    }

    LoadReport {
        answered = Map.copyOf(answered);
        failures = List.copyOf(failures);
    }

    /** How many requests of a method the host answered. */
    int answered(String method, String host) {
        return answered.getOrDefault(method + " " + host, 0);
    }

    /** Requests of one method that failed. */
    List<Failure> failuresOf(String method) {
        return failures.stream().filter(failure -> failure.what().equals(method)).toList();
    }

    /** The kinds of failures, and how many there were of each. */
    String kinds() {
        Map<String, Long> counts =
                failures.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Failure::kind, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " x " + entry.getKey())
                .collect(Collectors.joining("\n"));
    }

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LoadReport ofJson(String json) {
        try {
            return JSON.readValue(json, LoadReport.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
