package dev.waggle.proxy.compress;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Head;

/** Looks for an element in the lists of a head (RFC 9110 section 5.6.1). */
final class ListFields {
    private ListFields() {}

    /**
     * Whether one of the fields of this name lists this element, in any case. An argument behind
     * the element ({@code =...}) does not count.
     */
    static boolean contains(Head head, FieldName name, byte[] lowerCase) {
        for (int field = head.find(name); field >= 0; field = head.find(name, field + 1)) {
            if (contains(head, head.valueStart(field), head.valueEnd(field), lowerCase)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(Head head, int start, int end, byte[] lowerCase) {
        byte[] bytes = head.bytes();
        boolean atElement = true;
        for (int at = start; at < end; at++) {
            if (atElement && Grammar.isToken(bytes[at])) {
                int to = endOfToken(bytes, at, end);
                if (head.spells(at, to, lowerCase)) {
                    return true;
                }
                at = to - 1;
                atElement = false;
            } else {
                atElement = bytes[at] == ',' || (atElement && Grammar.isBlank(bytes[at]));
            }
        }
        return false;
    }

    private static int endOfToken(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && Grammar.isToken(bytes[at])) {
            at++;
        }
        return at;
    }
}
