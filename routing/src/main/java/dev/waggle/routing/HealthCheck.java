package dev.waggle.routing;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** How an endpoint is asked whether it is well. */
public sealed interface HealthCheck {
    /** Ten seconds. */
    Duration USUAL_INTERVAL = Duration.ofSeconds(10);

    /** Two seconds. */
    Duration USUAL_TIMEOUT = Duration.ofSeconds(2);

    /** Between two questions. */
    Duration interval();

    /** After which no answer is a bad one. */
    Duration timeout();

    /** What is asked, as it is written in a label: {@code /up}, {@code grpc:shop.Cart}. */
    String text();

    /**
     * With a GET.
     *
     * @param path what is asked for, with its query; begins with a slash
     * @param healthy the answers that are good
     */
    record Path(String path, Duration interval, Duration timeout, List<Statuses> healthy)
            implements HealthCheck {
        /** What is good where nothing else is said. */
        public static final List<Statuses> USUALLY_HEALTHY = List.of(new Statuses(200, 399));

        public Path {
            healthy = List.copyOf(healthy);
        }

        @Override
        public String text() {
            return path;
        }

        /** Whether an answer with this status is a good one. */
        public boolean isHealthy(int status) {
            return healthy.stream()
                    .anyMatch(range -> range.first <= status && status <= range.last);
        }

        /** The good answers as they are written in a label: {@code 200-299,401}. */
        public String healthyText() {
            return healthy.stream().map(Statuses::text).collect(Collectors.joining(","));
        }
    }

    /**
     * With gRPC's own question, {@code grpc.health.v1.Health/Check}.
     *
     * @param service that is asked about; empty for the server as a whole
     */
    record Grpc(String service, Duration interval, Duration timeout) implements HealthCheck {
        @Override
        public String text() {
            return service.isEmpty() ? "grpc" : "grpc:" + service;
        }
    }

    /**
     * A range of status codes.
     *
     * @param first the lowest, 100 or more
     * @param last the highest, 599 or less
     */
    record Statuses(int first, int last) {
        public Statuses {
            if (first < 100 || last > 599 || first > last) {
                throw new Malformed("is no range of status codes", "codes from 100 to 599");
            }
        }

        private String text() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }
}
