package dev.waggle.routing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the longest of a set of contexts that a path lies in, by binary search.
 *
 * <p>The contexts are sorted with the slash as the smallest byte, so that everything below a
 * context follows it directly. The greatest context that is not greater than a path is then the
 * longest match or something below it, and the way up is short.
 *
 * <p>It knows nothing of routes: most hosts have one of a few sets of contexts, and share them, so
 * that they stay in the processor's cache.
 */
final class ContextSearch {
    static final int NONE = -1;
    private static final byte[] EMPTY = {};

    private final byte[][] contexts;
    private final int[] parents;

    /** Of distinct contexts in {@link #order}. */
    ContextSearch(List<PathPrefix> sorted) {
        contexts = sorted.stream().map(ContextSearch::bytes).toArray(byte[][]::new);
        parents = new int[contexts.length];
        for (int i = 0; i < contexts.length; i++) {
            parents[i] = parentOf(i);
        }
    }

    /** The order that contexts are searched in. */
    static int order(PathPrefix left, PathPrefix right) {
        byte[] bytes = bytes(right);
        return compare(bytes(left), bytes, 0, bytes.length);
    }

    /** The place of the longest context that has the path in it, or {@link #NONE}. */
    int find(byte[] path, int start, int end) {
        int at = floor(path, start, end);
        while (at != NONE && !isPrefix(contexts[at], path, start, end)) {
            at = parents[at];
        }
        return at;
    }

    /** The place of the next shorter context that has this one in it, or {@link #NONE}. */
    int parent(int at) {
        return parents[at];
    }

    private int parentOf(int child) {
        int parent = child - 1;
        while (parent != NONE
                && !isPrefix(contexts[parent], contexts[child], 0, contexts[child].length)) {
            parent = parents[parent];
        }
        return parent;
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

    /** The root is the empty prefix; every other context has no slash at its end. */
    private static byte[] bytes(PathPrefix context) {
        return context.isRoot() ? EMPTY : context.value().getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isPrefix(byte[] context, byte[] path, int start, int end) {
        int length = context.length;
        return end - start >= length
                && (end - start == length || length == 0 || path[start + length] == '/')
                && Arrays.equals(context, 0, length, path, start, start + length);
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
