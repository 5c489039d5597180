package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The form of HTTP/2 fields (RFC 9113 section 8.2.1): names are tokens without upper case, values
 * have no control characters and no white space around them. For heads and trailers alike.
 */
public final class Http2FieldGrammar {
    private Http2FieldGrammar() {}

    /** Null when every field is right. */
    public static @Nullable Refusal check(Head head) {
        byte[] bytes = head.bytes();
        for (int i = 0; i < head.fieldCount(); i++) {
            if (!isName(bytes, head.nameStart(i), head.nameEnd(i))) {
                return Refusal.BAD_FIELD_NAME;
            }
            if (!isValue(bytes, head.valueStart(i), head.valueEnd(i))) {
                return Refusal.BAD_FIELD_VALUE;
            }
        }
        return null;
    }

    private static boolean isName(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
                return false;
            }
        }
        return Grammar.isToken(bytes, start, end);
    }

    private static boolean isValue(byte[] bytes, int start, int end) {
        if (start == end) {
            return true;
        }
        return !Grammar.isBlank(bytes[start])
                && !Grammar.isBlank(bytes[end - 1])
                && Grammar.isValue(bytes, start, end);
    }
}
