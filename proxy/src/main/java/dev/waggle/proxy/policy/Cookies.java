package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.RequestHead;
import java.util.Arrays;

/** Finds one cookie among those of a request (RFC 6265 section 4.2.1), without an object. */
public final class Cookies {
    /** What {@link #find} says of a cookie that is not there. */
    public static final long NONE = -1;

    private Cookies() {}

    /**
     * Where the value of the first cookie of this name stands in the head's bytes, without the
     * quotes that it may have; its {@link #start} and {@link #end}, or {@link #NONE}.
     *
     * @param name in its exact case (RFC 6265 section 5.3)
     */
    public static long find(RequestHead head, byte[] name) {
        for (int i = head.find(FieldName.COOKIE); i >= 0; i = head.find(FieldName.COOKIE, i + 1)) {
            long found = find(head.bytes(), head.valueStart(i), head.valueEnd(i), name);
            if (found != NONE) {
                return found;
            }
        }
        return NONE;
    }

    private static long find(byte[] bytes, int start, int end, byte[] name) {
        int at = start;
        while (at < end) {
            int pair = ListText.skipBlanks(bytes, at, end);
            int pairEnd = pair;
            while (pairEnd < end && bytes[pairEnd] != ';') {
                pairEnd++;
            }
            int value = pair + name.length;
            if (value < pairEnd
                    && bytes[value] == '='
                    && Arrays.equals(bytes, pair, value, name, 0, name.length)) {
                return unquoted(bytes, value + 1, ListText.trimBlanks(bytes, value + 1, pairEnd));
            }
            at = pairEnd + 1;
        }
        return NONE;
    }

    private static long unquoted(byte[] bytes, int start, int end) {
        boolean quoted = end - start >= 2 && bytes[start] == '"' && bytes[end - 1] == '"';
        return quoted ? range(start + 1, end - 1) : range(start, end);
    }

    private static long range(int start, int end) {
        return (long) start << 32 | end;
    }

    /** Where a value that was found starts. */
    public static int start(long found) {
        return (int) (found >>> 32);
    }

    /** Where a value that was found ends. */
    public static int end(long found) {
        return (int) found;
    }
}
