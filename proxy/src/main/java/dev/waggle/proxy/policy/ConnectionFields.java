package dev.waggle.proxy.policy;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Grammar;
import dev.waggle.proxy.message.Head;

/**
 * Reads the {@code Connection} fields of a head and marks what was meant for one hop only (RFC 9110
 * section 7.6.1).
 */
final class ConnectionFields {
    /** {@link #read} of a head whose {@code Connection} is not a list of tokens. */
    static final int MALFORMED = -1;

    /** {@link #read} of a head whose {@code Connection} names what may not be taken out. */
    static final int NAMES_PROTECTED = -2;

    static final int CLOSE = 1;
    static final int KEEP_ALIVE = 2;
    static final int UPGRADE = 4;

    /** More options than this is nobody's need; each one is compared with every field. */
    static final int MAX_OPTIONS = 32;

    private static final long HOP_BY_HOP =
            FieldName.bits(
                    FieldName.CONNECTION,
                    FieldName.PROXY_CONNECTION,
                    FieldName.KEEP_ALIVE,
                    FieldName.TE,
                    FieldName.TRANSFER_ENCODING,
                    FieldName.UPGRADE,
                    FieldName.HTTP2_SETTINGS,
                    FieldName.PROXY_AUTHORIZATION);

    private static final long PROTECTED =
            FieldName.bits(
                    FieldName.HOST,
                    FieldName.CONTENT_LENGTH,
                    FieldName.TRANSFER_ENCODING,
                    FieldName.COOKIE,
                    FieldName.AUTHORIZATION,
                    FieldName.CONTENT_TYPE,
                    FieldName.TRAILER);

    private static final byte[] CLOSE_NAME = {'c', 'l', 'o', 's', 'e'};

    private ConnectionFields() {}

    /**
     * Marks the fields that end here and says which of {@link #CLOSE}, {@link #KEEP_ALIVE} and
     * {@link #UPGRADE} were named, as bits, or {@link #MALFORMED} or {@link #NAMES_PROTECTED}.
     *
     * @param lenient whether protected names are passed over, not to be taken out but harmless:
     *     some servers say {@code Connection: Transfer-Encoding} in good faith
     */
    static int read(Head head, boolean lenient) {
        if (!head.hasAny(HOP_BY_HOP)) {
            return 0;
        }
        for (int i = 0; i < head.fieldCount(); i++) {
            if ((head.name(i).bit() & HOP_BY_HOP) != 0) {
                head.markHopByHop(i);
            }
        }
        int named = 0;
        int options = 0;
        for (int i = head.find(FieldName.CONNECTION);
                i >= 0;
                i = head.find(FieldName.CONNECTION, i + 1)) {
            byte[] bytes = head.bytes();
            int end = head.valueEnd(i);
            for (int at = head.valueStart(i); at < end; ) {
                int elementEnd = ListText.elementEnd(bytes, at, end);
                int from = ListText.skipBlanks(bytes, at, elementEnd);
                int to = ListText.trimBlanks(bytes, from, elementEnd);
                at = elementEnd + 1;
                if (from == to) {
                    continue;
                }
                if (!Grammar.isToken(bytes, from, to) || ++options > MAX_OPTIONS) {
                    return MALFORMED;
                }
                int option = option(head, from, to, lenient);
                if (option < 0) {
                    return option;
                }
                named |= option;
            }
        }
        return named;
    }

    private static int option(Head head, int start, int end, boolean lenient) {
        if (head.spells(start, end, CLOSE_NAME)) {
            return CLOSE;
        }
        FieldName name = FieldName.find(head.bytes(), start, end);
        if (name == FieldName.KEEP_ALIVE) {
            return KEEP_ALIVE;
        }
        if (name == FieldName.UPGRADE) {
            return UPGRADE;
        }
        if ((name.bit() & PROTECTED) != 0) {
            return lenient ? 0 : NAMES_PROTECTED;
        }
        markNamed(head, start, end);
        return 0;
    }

    private static void markNamed(Head head, int start, int end) {
        byte[] bytes = head.bytes();
        for (int i = 0; i < head.fieldCount(); i++) {
            if (sameName(bytes, start, end, head.nameStart(i), head.nameEnd(i))) {
                head.markHopByHop(i);
            }
        }
    }

    private static boolean sameName(byte[] bytes, int start, int end, int other, int otherEnd) {
        if (end - start != otherEnd - other) {
            return false;
        }
        for (int i = 0; i < end - start; i++) {
            if (Grammar.foldName(bytes[start + i]) != Grammar.foldName(bytes[other + i])) {
                return false;
            }
        }
        return true;
    }
}
