package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.Head;
import io.netty.buffer.ByteBuf;

/**
 * Writes kept fields so that neighbours that stand as they would be written go out in one copy,
 * which is what most fields of most messages do.
 */
final class FieldRuns {
    private int runStart = -1;
    private int runEnd = -1;

    /** Writes this field now or with the ones that follow. */
    void write(ByteBuf out, Head head, int field) {
        if (!FieldWriter.isCanonical(head, field)) {
            flush(out, head);
            FieldWriter.writeField(out, head, field);
            return;
        }
        if (head.nameStart(field) != runEnd) {
            flush(out, head);
            runStart = head.nameStart(field);
        }
        runEnd = head.valueEnd(field) + 2;
    }

    /** Writes what was held back. */
    void flush(ByteBuf out, Head head) {
        if (runStart >= 0) {
            out.writeBytes(head.bytes(), runStart, runEnd - runStart);
            runStart = runEnd = -1;
        }
    }
}
