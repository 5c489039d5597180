package dev.waggle.routing;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host, found by path.
 *
 * <p>Every context above a match matches too, so which of them has the highest priority is known
 * when the index is built.
 */
final class ContextIndex {
    private final ContextSearch search;
    private final Match.Matched[] winners;

    private ContextIndex(ContextSearch search, Match.Matched[] winners) {
        this.search = search;
        this.winners = winners;
    }

    /**
     * Of routes of one host, each with another context; none where the host is only known.
     *
     * @param searches those that other hosts of the table have already, to be shared and added to
     */
    static ContextIndex of(List<Route> routes, Map<List<PathPrefix>, ContextSearch> searches) {
        Match.Matched[] winners = new Match.Matched[routes.size()];
        for (int i = 0; i < winners.length; i++) {
            winners[i] = new Match.Matched(routes.get(i));
        }
        Arrays.sort(winners, (a, b) -> ContextSearch.order(context(a), context(b)));
        List<PathPrefix> contexts =
                winners.length == 1 // as of most hosts, of which there may be thousands
                        ? List.of(context(winners[0]))
                        : Arrays.stream(winners).map(ContextIndex::context).toList();
        ContextSearch search = searches.computeIfAbsent(contexts, ContextSearch::new);
        promoteHigherPriorities(winners, search);
        return new ContextIndex(search, winners);
    }

    /** The route that wins for a path, or null. Allocates nothing. */
    Match.@Nullable Matched find(byte[] path, int start, int end) {
        int at = search.find(path, start, end);
        return at == ContextSearch.NONE ? null : winners[at];
    }

    /** Parents come before their children, so one pass carries a high priority all the way down. */
    private static void promoteHigherPriorities(Match.Matched[] winners, ContextSearch search) {
        for (int i = 0; i < winners.length; i++) {
            int parent = search.parent(i);
            if (parent != ContextSearch.NONE
                    && winners[parent].route().priority() > winners[i].route().priority()) {
                winners[i] = winners[parent];
            }
        }
    }

    private static PathPrefix context(Match.Matched match) {
        return match.route().context();
    }
}
