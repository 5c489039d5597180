package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.Grammar;

/** Steps through the elements of a comma list (RFC 9110 section 5.6.1). */
final class ListText {
    private ListText() {}

    /** The next comma or the end. */
    static int elementEnd(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && bytes[i] != ',') {
            i++;
        }
        return i;
    }

    /** The first byte that is neither space nor tab, or the end. */
    static int skipBlanks(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && Grammar.isBlank(bytes[i])) {
            i++;
        }
        return i;
    }

    /** The end without spaces and tabs before it. */
    static int trimBlanks(byte[] bytes, int start, int end) {
        int i = end;
        while (i > start && Grammar.isBlank(bytes[i - 1])) {
            i--;
        }
        return i;
    }
}
