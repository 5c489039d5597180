package dev.waggle.routing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of one host, found by binary search.
 *
 * <p>They are sorted with the slash as the smallest byte, so that everything below a context
 * follows it directly. The greatest context that is not greater than a path is then the longest
 * match or something below it, and the way up is short. Every context above a match matches too, so
 * which of them has the highest priority is known when the index is built.
 */
final class ContextIndex {
    private static final int NONE = -1;
    private static final byte[] EMPTY = {};

    private final byte[][] contexts;
    private final int[] parents;
    private final Match.Matched[] winners;

    private ContextIndex(byte[][] contexts, int[] parents, Match.Matched[] winners) {
        this.contexts = contexts;
        this.parents = parents;
        this.winners = winners;
    }

    /** Of routes of one host, each with another context. */
    static ContextIndex of(List<Match.Matched> matches) {
        Match.Matched[] sorted = matches.toArray(Match.Matched[]::new);
        Arrays.sort(sorted, Comparator.comparing(ContextIndex::bytes, ContextIndex::compare));
        byte[][] contexts = Arrays.stream(sorted).map(ContextIndex::bytes).toArray(byte[][]::new);
        int[] parents = parents(contexts);
        promoteHigherPriorities(sorted, parents);
        return new ContextIndex(contexts, parents, sorted);
    }

    /** The route that wins for a path, or null. Allocates nothing. */
    Match.@Nullable Matched find(byte[] path, int start, int end) {
        int at = floor(path, start, end);
        while (at != NONE && !isPrefix(contexts[at], path, start, end)) {
            at = parents[at];
        }
        return at == NONE ? null : winners[at];
    }

    private int floor(byte[] path, int start, int end) {
        int low = 0;
        int high = contexts.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (compare(contexts[middle], path, start, end) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private static int[] parents(byte[][] contexts) {
        int[] parents = new int[contexts.length];
        for (int i = 0; i < contexts.length; i++) {
            int parent = i - 1;
            while (parent != NONE
                    && !isPrefix(contexts[parent], contexts[i], 0, contexts[i].length)) {
                parent = parents[parent];
            }
            parents[i] = parent;
        }
        return parents;
    }

    /** Parents come before their children, so one pass carries a high priority all the way down. */
    private static void promoteHigherPriorities(Match.Matched[] winners, int[] parents) {
        for (int i = 0; i < winners.length; i++) {
            if (parents[i] == NONE) {
                continue;
            }
            Match.Matched above = winners[parents[i]];
            if (above.route().priority() > winners[i].route().priority()) {
                winners[i] = above;
            }
        }
    }

    /** The root is the empty prefix; every other context has no slash at its end. */
    private static byte[] bytes(Match.Matched match) {
        PathPrefix context = match.route().context();
        return context.isRoot() ? EMPTY : context.value().getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isPrefix(byte[] context, byte[] path, int start, int end) {
        int length = context.length;
        return end - start >= length
                && (end - start == length || length == 0 || path[start + length] == '/')
                && Arrays.equals(context, 0, length, path, start, start + length);
    }

    private static int compare(byte[] left, byte[] right) {
        return compare(left, right, 0, right.length);
    }

    private static int compare(byte[] left, byte[] right, int start, int end) {
        int at = Arrays.mismatch(left, 0, left.length, right, start, end);
        if (at < 0) {
            return 0;
        }
        if (at == left.length || at == end - start) {
            return left.length - (end - start);
        }
        return rank(left[at]) - rank(right[start + at]);
    }

    private static int rank(byte octet) {
        return octet == '/' ? -1 : octet & 0xff;
    }
}
