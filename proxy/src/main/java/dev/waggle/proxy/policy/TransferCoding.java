package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.Refusal;
import org.jspecify.annotations.Nullable;

/** {@code Transfer-Encoding} says {@code chunked} and nothing else (RFC 9112 section 6.1). */
final class TransferCoding {
    private static final byte[] CHUNKED = {'c', 'h', 'u', 'n', 'k', 'e', 'd'};

    private TransferCoding() {}

    /**
     * Null when it is exactly chunked; else not supported when it honestly names other codings, and
     * bad when it is written so that two readers may differ.
     *
     * @param field the first such field
     */
    static @Nullable Refusal check(Head head, int field) {
        if (head.find(FieldName.TRANSFER_ENCODING, field + 1) >= 0) {
            return Refusal.BAD_TRANSFER_ENCODING;
        }
        int start = head.valueStart(field);
        int end = head.valueEnd(field);
        if (head.spells(start, end, CHUNKED)) {
            return null;
        }
        return isHonestList(head, start, end)
                ? Refusal.TRANSFER_ENCODING_NOT_SUPPORTED
                : Refusal.BAD_TRANSFER_ENCODING;
    }

    /** Whether it is a list of tokens, none empty, with {@code chunked} at most at its end. */
    private static boolean isHonestList(Head head, int start, int end) {
        byte[] bytes = head.bytes();
        boolean chunkedSeen = false;
        int at = start;
        while (true) {
            int elementEnd = ListText.elementEnd(bytes, at, end);
            int from = ListText.skipBlanks(bytes, at, elementEnd);
            int to = ListText.trimBlanks(bytes, from, elementEnd);
            if (chunkedSeen || !Grammar.isToken(bytes, from, to)) {
                return false;
            }
            chunkedSeen = head.spells(from, to, CHUNKED);
            if (elementEnd == end) {
                return true;
            }
            at = elementEnd + 1;
        }
    }
}
