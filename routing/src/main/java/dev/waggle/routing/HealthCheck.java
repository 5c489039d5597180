package dev.waggle.routing;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How an endpoint is asked whether it is well: with a GET.
 *
 * @param path what is asked for, with its query; begins with a slash
 * @param interval between two questions
 * @param timeout after which no answer is a bad one
 * @param healthy the answers that are good
 */
public record HealthCheck(
        String path, Duration interval, Duration timeout, List<Statuses> healthy) {
    /** Ten seconds. */
    public static final Duration USUAL_INTERVAL = Duration.ofSeconds(10);

    /** Two seconds. */
    public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(2);

    /** What is good where nothing else is said. */
    public static final List<Statuses> USUALLY_HEALTHY = List.of(new Statuses(200, 399));

    /**
     * A range of status codes.
     *
     * @param first the lowest, 100 or more
     * @param last the highest, 599 or less
     */
    public record Statuses(int first, int last) {
        public Statuses {
            if (first < 100 || last > 599 || first > last) {
                throw new Malformed("is no range of status codes", "codes from 100 to 599");
            }
        }

        private String text() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }

    public HealthCheck {
        healthy = List.copyOf(healthy);
    }

    /** Whether an answer with this status is a good one. */
    public boolean isHealthy(int status) {
        return healthy.stream().anyMatch(range -> range.first <= status && status <= range.last);
    }

    /** The good answers as they are written in a label: {@code 200-299,401}. */
    public String healthyText() {
        return healthy.stream().map(Statuses::text).collect(Collectors.joining(","));
    }
}
