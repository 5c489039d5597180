package dev.waggle.routing.labels;

import java.util.Arrays;

/** The known key that somebody most likely meant. */
final class NearestKey {
    private static final int MAX_CHARS = 64;

    private NearestKey() {}

    /** By edit distance, neighbours that are swapped counting once; the first of equals. */
    static LabelKey of(String unknown) {
        String bounded = unknown.substring(0, Math.min(MAX_CHARS, unknown.length()));
        LabelKey nearest = LabelKey.HOST;
        int least = Integer.MAX_VALUE;
        for (LabelKey key : LabelKey.values()) {
            int distance = distance(bounded, key.key());
            if (distance < least) {
                least = distance;
                nearest = key;
            }
        }
        return nearest;
    }

    /** Optimal string alignment: insert, delete, replace, swap. */
    static int distance(String left, String right) {
        int[] beforeLast = new int[right.length() + 1];
        int[] last = new int[right.length() + 1];
        Arrays.setAll(last, i -> i);
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replace = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + replace);
                if (isSwap(left, i, right, j)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[right.length()];
    }

    private static boolean isSwap(String left, int i, String right, int j) {
        return i > 1
                && j > 1
                && left.charAt(i - 1) == right.charAt(j - 2)
                && left.charAt(i - 2) == right.charAt(j - 1);
    }
}
