package dev.waggle.proxy.upstream;

import static java.util.Objects.requireNonNull;

import dev.waggle.proxy.endpoint.EndpointState;
import dev.waggle.proxy.endpoint.EndpointStates;
import dev.waggle.proxy.endpoint.EndpointVitals;
import dev.waggle.proxy.endpoint.EndpointWatch;
import dev.waggle.proxy.exchange.Exchange;
import dev.waggle.proxy.http1.HeadTexts;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.routing.Affinity;
import dev.waggle.routing.Balance;
import dev.waggle.routing.Draining;
import dev.waggle.routing.Endpoint;
import dev.waggle.routing.EndpointLimits;
import dev.waggle.routing.EndpointOptions;
import dev.waggle.routing.HostPattern;
import dev.waggle.routing.PathPrefix;
import dev.waggle.routing.Route;
import dev.waggle.routing.RouteOptions;
import dev.waggle.routing.Upstream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * An endpoint is picked for a request, among few and among many of which every third drains, in
 * each of the ways that there are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EndpointPickBenchmark {
    private static final String COOKIE = "task";
    private static final String FIELD = "x-tenant";
    private static final int DRAINS = 3;

    /** How one is picked. */
    @Param({
        "round-robin",
        "least-requests",
        "peak-ewma",
        "hash-address",
        "hash-header",
        "hash-cookie",
        "sticky"
    })
    public String way = "round-robin";

    /** Of the upstream. */
    @Param({"3", "100"})
    public int endpoints;

    private final Unconnected unconnected = new Unconnected();
    private @Nullable RouteSelector selector;
    private @Nullable Exchange exchange;

    /** Makes the pools and the exchange; nothing of it runs. */
    @Setup
    public void open() {
        Route route = route();
        EndpointWatch watch = new Watch(route.upstream().endpoints());
        selector = (RouteSelector) unconnected.pools(watch).apply(route);
        exchange = exchange(route.upstream().endpoints().get(1));
        for (int i = 0; i < 1000; i++) {
            if (requireNonNull(pick()).endpoint().draining()) {
                throw new IllegalStateException("one that drains was picked");
            }
        }
    }

    /** One that a request goes to. */
    @Benchmark
    public @Nullable ConnectionPool pick() {
        RouteSelector those = requireNonNull(selector);
        Exchange request = requireNonNull(exchange);
        return those.pick(those.best(request), request);
    }

    private Route route() {
        List<Endpoint> all = new ArrayList<>();
        for (int i = 0; i < endpoints; i++) {
            Draining drain =
                    i % DRAINS == 0 ? new Draining(Instant.EPOCH, Draining.USUAL_GRACE) : null;
            all.add(Endpoint.of("web", "task" + i, "node", "192.0.2." + (i + 1), 80, drain));
        }
        boolean sticky = way.equals("sticky");
        EndpointOptions options =
                new EndpointOptions(
                        balance(),
                        null,
                        null,
                        sticky ? new Affinity(COOKIE, false) : Affinity.NONE,
                        EndpointLimits.NONE);
        return new Route(
                "web",
                HostPattern.parse("bench.example.test"),
                new PathPrefix("/"),
                null,
                0,
                new Upstream("web", all, ""),
                RouteOptions.DEFAULTS.with(options));
    }

    private @Nullable Balance balance() {
        return switch (way) {
            case "round-robin" -> Balance.ByTurnOrLoad.ROUND_ROBIN;
            case "least-requests" -> Balance.ByTurnOrLoad.LEAST_REQUESTS;
            case "peak-ewma" -> Balance.ByTurnOrLoad.PEAK_EWMA;
            case "hash-address" -> new Balance.Hash(new Balance.Key.Address());
            case "hash-header" -> new Balance.Hash(new Balance.Key.Header(FIELD));
            case "hash-cookie" -> new Balance.Hash(new Balance.Key.Cookie(COOKIE));
            default -> null;
        };
    }

    /**
     * @param stuckTo by its cookie
     */
    private Exchange exchange(Endpoint stuckTo) {
        String pin = new String(StickyCookie.pinOf(stuckTo.id()), StandardCharsets.US_ASCII);
        RequestHead head =
                HeadTexts.read(
                        HeadTexts.BROWSER.replace(
                                "theme=dark\n",
                                "theme=dark; %s=%s\n%s: shop\n".formatted(COOKIE, pin, FIELD)));
        return unconnected.exchange(head, requireNonNull(selector));
    }

    /** Knows every endpoint: what does not drain is up. */
    private static final class Watch implements EndpointWatch {
        private final EndpointStates states;

        Watch(List<Endpoint> endpoints) {
            Map<String, EndpointState> known = new HashMap<>();
            for (Endpoint endpoint : endpoints) {
                known.put(
                        endpoint.id(),
                        endpoint.draining()
                                ? new EndpointState.Draining(0, Long.MAX_VALUE)
                                : new EndpointState.Up(0));
            }
            states = new EndpointStates(known, Map.of());
        }

        @Override
        public EndpointStates current() {
            return states;
        }

        @Override
        public EndpointVitals vitals(String id) {
            return EndpointVitals.unwatched();
        }
    }
}
