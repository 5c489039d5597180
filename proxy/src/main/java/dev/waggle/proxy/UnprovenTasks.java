package dev.waggle.proxy;

import dev.waggle.routing.Problem;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteTable;
import dev.waggle.routing.UpstreamTls;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The routes whose tasks could not prove who they are: requests learn it, operators must be told.
 *
 * <p>Remembered until there was no such failure for a while, or the route asks for no proof any
 * more. Safe for all threads; event loops come here with failures only.
 */
final class UnprovenTasks {
    private static final String REASON = "certificate-not-trusted";
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST = 1_000;

    private final Map<String, Seen> byRoute = new ConcurrentHashMap<>();
    private final InstantSource clock;

    private record Seen(Problem problem, Instant last) {}

    UnprovenTasks(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * An exchange of this route failed.
     *
     * @param reason of the failure
     */
    void failed(String reason, Route route) {
        if (!reason.equals(REASON)) {
            return;
        }
        Seen before = byRoute.get(route.name());
        Problem problem = before == null ? problem(route) : before.problem();
        if (before != null || byRoute.size() < MOST) {
            byRoute.put(route.name(), new Seen(problem, clock.instant()));
        }
    }

    /** What is to be told now, as far as the current table still asks for proof. */
    List<Problem> problems(RouteTable table) {
        if (byRoute.isEmpty()) {
            return List.of();
        }
        Set<String> verified =
                table.routes().stream()
                        .filter(r -> r.options().upstreamTls().mode() == UpstreamTls.Mode.VERIFY)
                        .map(Route::name)
                        .collect(Collectors.toSet());
        Instant oldest = clock.instant().minus(REMEMBERED);
        byRoute.entrySet()
                .removeIf(seen ->
                        !verified.contains(seen.getKey())
                                || seen.getValue().last().isBefore(oldest));
        return byRoute.values().stream().map(Seen::problem).toList();
    }

    private static Problem problem(Route route) {
        int colon = route.name().indexOf(':');
        String prefix =
                colon < 0 ? "routing-" : "routing." + route.name().substring(colon + 1) + ".";
        return new Problem(
                colon < 0 ? route.name() : route.name().substring(0, colon),
                prefix + "on-https",
                "verify",
                "a task's certificate is not trusted, or is for another name; requests that need"
                        + " that task are answered with 502",
                "add the task's authority to tls.ca-file, name what the certificate is for with "
                        + prefix
                        + "upstream-name, or write insecure");
    }
}
