package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.Head;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Writes field lines in the one form {@code Name: value CRLF}. */
final class FieldWriter {
    private static final int CRLF = '\r' << 8 | '\n';
    private static final int COLON_SPACE = ':' << 8 | ' ';

    private FieldWriter() {}

    /** All fields that may be forwarded. */
    static void writeFields(ByteBuf out, Head head) {
        for (int i = 0; i < head.fieldCount(); i++) {
            if (!head.isHopByHop(i)) {
                writeField(out, head, i);
            }
        }
    }

    static void writeField(ByteBuf out, Head head, int field) {
        byte[] bytes = head.bytes();
        int start = head.nameStart(field);
        out.writeBytes(bytes, start, head.nameEnd(field) - start);
        ByteBufUtil.writeShortBE(out, COLON_SPACE);
        writeValue(out, head, field);
        writeLineEnd(out);
    }

    static void writeValue(ByteBuf out, Head head, int field) {
        int start = head.valueStart(field);
        out.writeBytes(head.bytes(), start, head.valueEnd(field) - start);
    }

    static void writeLineEnd(ByteBuf out) {
        ByteBufUtil.writeShortBE(out, CRLF);
    }

    /**
     * Whether a field stands in its bytes as it would be written, line end included, so that it can
     * be copied as it is.
     */
    static boolean isCanonical(Head head, int field) {
        byte[] bytes = head.bytes();
        int nameEnd = head.nameEnd(field);
        int valueEnd = head.valueEnd(field);
        return head.valueStart(field) == nameEnd + 2
                && valueEnd + 1 < head.length()
                && bytes[nameEnd] == ':'
                && bytes[nameEnd + 1] == ' '
                && bytes[valueEnd] == '\r'
                && bytes[valueEnd + 1] == '\n';
    }
}
