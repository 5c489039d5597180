package dev.waggle.routing.translate;

import dev.waggle.routing.Endpoint;
import dev.waggle.routing.Outlook;
import dev.waggle.routing.Problem;
import dev.waggle.routing.Route;
import dev.waggle.routing.Upstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes one route of all that services contribute to a host and context: the endpoints of all of
 * them, the options of the oldest.
 */
final class RouteMerger {
    private final Map<Place, List<Share>> places;
    private final Map<String, Upstream> upstreams = new HashMap<>();
    private final Set<Problem> conflicts = new LinkedHashSet<>();

    /**
     * @param expected about how many routes there will be
     */
    RouteMerger(int expected) {
        places = LinkedHashMap.newLinkedHashMap(expected);
    }

    /** Oldest service first. */
    void add(Contribution contribution) {
        for (Share share : contribution.shares()) {
            List<Share> older = places.putIfAbsent(share.place(), share.itself());
            if (older == null) {
                continue;
            }
            if (older.size() == 1) {
                older = new ArrayList<>(older);
                places.put(share.place(), older);
            }
            older.add(share);
        }
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>(places.size());
        places.values().forEach(shares -> routes.add(route(shares)));
        return routes;
    }

    /** Known once the routes are. */
    Set<Problem> conflicts() {
        return conflicts;
    }

    private Route route(List<Share> shares) {
        Share first = shares.getFirst();
        if (shares.size() == 1) {
            return first.alone();
        }
        List<Contribution> contributions = shares.stream().map(Share::contribution).toList();
        Contribution oldest = first.contribution();
        for (Contribution younger : contributions.subList(1, contributions.size())) {
            conflicts.addAll(OptionConflicts.between(oldest, younger));
        }
        return oldest.route(first.place().host(), upstream(contributions));
    }

    /** Hosts with the same contributors share their upstream, so that pools are shared too. */
    private Upstream upstream(List<Contribution> contributions) {
        String key =
                contributions.stream().map(Contribution::name).collect(Collectors.joining("+"));
        return upstreams.computeIfAbsent(key, k -> newUpstream(k, contributions));
    }

    private static Upstream newUpstream(String key, List<Contribution> contributions) {
        // Two routes of one service may have the same place, port and so the same endpoint.
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        Set<String> reasons = new LinkedHashSet<>();
        for (Contribution contribution : contributions) {
            contribution.endpoints().endpoints().forEach(e -> endpoints.putIfAbsent(e.id(), e));
            reasons.add(contribution.endpoints().emptyReason());
        }
        String reason = endpoints.isEmpty() ? String.join("; ", reasons) : "";
        return new Upstream(key, List.copyOf(endpoints.values()), reason, outlook(contributions));
    }

    private static Outlook outlook(List<Contribution> contributions) {
        return contributions.stream()
                .map(one -> one.service().outlook())
                .reduce(Outlook::or)
                .orElse(Outlook.SETTLED);
    }
}
