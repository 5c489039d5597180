package dev.waggle.routing;

import dev.waggle.routing.Match.Matched;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All routes, and what was found wrong while they were made: immutable, equal by content, safe for
 * all threads.
 *
 * <p>Of the routes that match a request, one of an exact host wins before one of a wildcard before
 * one of {@code *}; then the higher priority; then the longer context.
 */
public final class RouteTable {
    /** By host and then context, which no two routes of a table share. */
    public static final Comparator<Route> ORDER =
            Comparator.comparing(Route::host).thenComparing(Route::context);

    /** Nothing is routed, nothing is wrong. */
    public static final RouteTable EMPTY =
            new RouteTable(List.of(), List.of(), List.of(), List.of());

    private final List<Route> routes;
    private final List<TlsName> tlsNames;
    private final List<PrometheusTarget> prometheusTargets;
    private final List<Problem> problems;
    private final String node;

    private final HostIndex exact;
    private final HostIndex wildcards;
    private final @Nullable ContextIndex any;
    private final boolean anyHostHasTls;

    /**
     * @param routes each with another host and context
     * @param tlsNames the names that clients may ask for with TLS, those without a route included
     * @param prometheusTargets what Prometheus is asked to scrape
     * @param problems what an operator should mend
     * @throws IllegalArgumentException when two routes have one host and context
     */
    public RouteTable(
            List<Route> routes,
            List<TlsName> tlsNames,
            List<PrometheusTarget> prometheusTargets,
            List<Problem> problems) {
        this(routes, tlsNames, prometheusTargets, problems, "");
    }

    /**
     * The same on a node that is known.
     *
     * @param node the name of the node that the proxy runs on; empty where unknown
     */
    public RouteTable(
            List<Route> routes,
            List<TlsName> tlsNames,
            List<PrometheusTarget> prometheusTargets,
            List<Problem> problems,
            String node) {
        this.node = node;
        this.routes = distinct(routes);
        this.tlsNames = sorted(tlsNames);
        this.prometheusTargets = List.copyOf(prometheusTargets);
        this.problems = List.copyOf(problems);
        Hosts hosts = new Hosts(this.routes, this.tlsNames);
        exact = HostIndex.of(hosts.exact, hosts.exactContexts);
        wildcards = HostIndex.of(hosts.parents, hosts.parentContexts);
        any = hosts.any;
        anyHostHasTls =
                hosts.ofAny.stream().anyMatch(route -> route.options().tls() != TlsMode.OFF);
    }

    /**
     * The route for a request, without allocating anything.
     *
     * @param host holds the host between the two offsets: lower case, no port, no trailing dot, an
     *     IPv6 address in brackets
     * @param path holds the normalised path between the two offsets, without query
     */
    public Match match(
            byte[] host, int hostStart, int hostEnd, byte[] path, int pathStart, int pathEnd) {
        ContextIndex contexts = exact.find(host, hostStart, hostEnd);
        boolean known = contexts != null;
        Matched found = contexts == null ? null : contexts.find(path, pathStart, pathEnd);
        if (found != null) {
            return found;
        }
        contexts = ofWildcard(host, hostStart, hostEnd);
        known |= contexts != null;
        found = contexts == null ? null : contexts.find(path, pathStart, pathEnd);
        if (found != null) {
            return found;
        }
        found = any == null ? null : any.find(path, pathStart, pathEnd);
        if (found != null) {
            return found;
        }
        return known || any != null ? Match.UnknownPath.INSTANCE : Match.UnknownHost.INSTANCE;
    }

    /** As {@link #match(byte[], int, int, byte[], int, int)}, for callers that are in no hurry. */
    public Match match(String host, String path) {
        byte[] hostBytes = bytes(host.toLowerCase(Locale.ROOT));
        byte[] pathBytes = bytes(path);
        return match(hostBytes, 0, hostBytes.length, pathBytes, 0, pathBytes.length);
    }

    /** Whether anything is known of a host: a route, a wildcard, or a name with TLS only. */
    public boolean knowsHost(byte[] host, int start, int end) {
        return any != null
                || exact.find(host, start, end) != null
                || ofWildcard(host, start, end) != null;
    }

    /** As {@link #knowsHost(byte[], int, int)}, for callers that are in no hurry. */
    public boolean knowsHost(String host) {
        byte[] bytes = bytes(host.toLowerCase(Locale.ROOT));
        return knowsHost(bytes, 0, bytes.length);
    }

    /**
     * Whether a host, in lower case, is one that clients may ask for with TLS. Allocates: for
     * answers that are no part of the hot path.
     */
    public boolean hasTls(String host) {
        int dot = host.indexOf('.');
        return anyHostHasTls
                || isTlsName(host)
                || (dot > 0 && isTlsName("*" + host.substring(dot)));
    }

    private boolean isTlsName(String text) {
        int low = 0;
        int high = tlsNames.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = tlsNames.get(middle).name().text().compareTo(text);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    /** All routes, by host and then context. */
    public List<Route> routes() {
        return routes;
    }

    /**
     * The routes that another table lacks or has otherwise, in order. Takes little time for those
     * that are the same objects in both, as they are where nothing changed in what they are made
     * of.
     */
    public List<Route> notIn(RouteTable other) {
        List<Route> found = new ArrayList<>();
        int theirs = 0;
        for (Route route : routes) {
            while (theirs < other.routes.size()
                    && !other.routes.get(theirs).equals(route)
                    && ORDER.compare(other.routes.get(theirs), route) < 0) {
                theirs++;
            }
            if (theirs == other.routes.size() || !other.routes.get(theirs).equals(route)) {
                found.add(route);
            } else {
                theirs++;
            }
        }
        return found;
    }

    /** The ids of all endpoints. */
    public Set<String> endpointIds() {
        return routes.stream()
                .flatMap(route -> route.upstream().endpoints().stream())
                .map(Endpoint::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The endpoints that are about to stop, by their ids. */
    public Map<String, Draining> draining() {
        Map<String, Draining> draining = new HashMap<>();
        for (Route route : routes) {
            for (Endpoint endpoint : route.upstream().endpoints()) {
                Draining drain = endpoint.drain();
                if (drain != null) {
                    draining.put(endpoint.id(), drain);
                }
            }
        }
        return draining;
    }

    /** The names that need a certificate, sorted; a route of {@code *} adds none. */
    public List<TlsName> tlsNames() {
        return tlsNames;
    }

    /** The tasks that Prometheus is asked to scrape, in the order of the services. */
    public List<PrometheusTarget> prometheusTargets() {
        return prometheusTargets;
    }

    /** What an operator should mend, in the order of the services. */
    public List<Problem> problems() {
        return problems;
    }

    /** The name of the node that the proxy runs on; empty where unknown. */
    public String node() {
        return node;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RouteTable that
                && routes.equals(that.routes)
                && tlsNames.equals(that.tlsNames)
                && prometheusTargets.equals(that.prometheusTargets)
                && problems.equals(that.problems)
                && node.equals(that.node);
    }

    @Override
    public int hashCode() {
        return Objects.hash(routes, tlsNames, prometheusTargets, problems, node);
    }

    @Override
    public String toString() {
        return "RouteTable[" + routes.size() + " routes, " + problems.size() + " problems]";
    }

    private @Nullable ContextIndex ofWildcard(byte[] host, int start, int end) {
        int dot = start;
        while (dot < end && host[dot] != '.') {
            dot++;
        }
        // An empty first label is no label.
        return dot == start || dot == end ? null : wildcards.find(host, dot + 1, end);
    }

    private static List<Route> distinct(List<Route> routes) {
        if (outOfOrder(routes, ORDER) == routes.size()) {
            return List.copyOf(routes);
        }
        List<Route> sorted = routes.stream().sorted(ORDER).toList();
        int wrong = outOfOrder(sorted, ORDER);
        if (wrong < sorted.size()) {
            throw new IllegalArgumentException("two routes of " + sorted.get(wrong).key());
        }
        return sorted;
    }

    private static List<TlsName> sorted(List<TlsName> names) {
        return outOfOrder(names, Comparator.naturalOrder()) == names.size()
                ? List.copyOf(names)
                : names.stream().sorted().toList();
    }

    /** Where the first stands that does not come after the one before it; the size if all do. */
    private static <T> int outOfOrder(List<T> all, Comparator<? super T> order) {
        for (int i = 1; i < all.size(); i++) {
            if (order.compare(all.get(i - 1), all.get(i)) >= 0) {
                return i;
            }
        }
        return all.size();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * The hosts of sorted routes and names, whose routes stand one after the other: each once, with
     * its contexts. A name is known although nothing may be routed there.
     */
    private static final class Hosts {
        private final Map<List<PathPrefix>, ContextSearch> searches = new HashMap<>();
        private final List<String> exact = new ArrayList<>();
        private final List<ContextIndex> exactContexts = new ArrayList<>();
        private final List<String> parents = new ArrayList<>();
        private final List<ContextIndex> parentContexts = new ArrayList<>();
        private List<Route> ofAny = List.of();
        private @Nullable ContextIndex any;

        Hosts(List<Route> routes, List<TlsName> names) {
            int name = 0;
            int end;
            for (int start = 0; start < routes.size(); start = end) {
                HostPattern host = routes.get(start).host();
                end = start + 1;
                while (end < routes.size() && routes.get(end).host().equals(host)) {
                    end++;
                }
                for (; name < names.size() && names.get(name).name().compareTo(host) <= 0; name++) {
                    addUnlessIs(names.get(name).name(), host);
                }
                add(host, routes.subList(start, end));
            }
            for (; name < names.size(); name++) {
                add(names.get(name).name(), List.of());
            }
        }

        private void addUnlessIs(HostPattern name, HostPattern host) {
            if (!name.equals(host)) {
                add(name, List.of());
            }
        }

        private void add(HostPattern host, List<Route> routes) {
            switch (host) {
                case HostPattern.Exact(Hostname name) -> {
                    exact.add(name.ascii());
                    exactContexts.add(ContextIndex.of(routes, searches));
                }
                case HostPattern.Wildcard(Hostname parent) -> {
                    parents.add(parent.ascii());
                    parentContexts.add(ContextIndex.of(routes, searches));
                }
                case HostPattern.Any _ -> {
                    if (!routes.isEmpty()) {
                        ofAny = routes;
                        any = ContextIndex.of(routes, searches);
                    }
                }
            }
        }
    }
}
