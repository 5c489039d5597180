package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.HeadScratch;
import dev.waggle.proxy.message.ResponseHead;
import io.netty.buffer.ByteBuf;

/**
 * Writes the head of a response to an HTTP/1 client, always as HTTP/1.1 (RFC 9110 section 6.2),
 * with the standard reason phrase whatever the task said.
 *
 * <p>One per event loop; allocates nothing.
 */
public final class ResponseHeadEncoder {
    private static final long WRITTEN_APART =
            FieldName.bits(FieldName.CONTENT_LENGTH, FieldName.TRANSFER_ENCODING);

    private static final byte[] DATE = Ascii.bytes("Date: ");
    private static final byte[] CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = Ascii.bytes("Connection: Upgrade\r\n");
    private static final int OWN_BYTES = 256;

    private final FieldRuns runs = new FieldRuns();
    private final HeadScratch scratch = new HeadScratch();

    /**
     * Writes the head.
     *
     * @param head checked; not changed
     */
    public void encode(ResponseHead head, ResponsePlan plan, ByteBuf target) {
        ByteBuf out = scratch.begin(head.length() + OWN_BYTES);
        out.writeBytes(StatusLine.of(head.status()));
        writeFields(head, plan, out);
        byte[] date = plan.date();
        if (date != null && head.find(FieldName.DATE) < 0) {
            out.writeBytes(DATE);
            out.writeBytes(date);
            FieldWriter.writeLineEnd(out);
        }
        FramingLine.write(out, plan.framing(), plan.contentLength());
        writeConnection(head, plan, out);
        out.writeBytes(plan.edits().lines());
        FieldWriter.writeLineEnd(out);
        scratch.copyTo(target);
    }

    private void writeFields(ResponseHead head, ResponsePlan plan, ByteBuf out) {
        for (int i = 0; i < head.fieldCount(); i++) {
            boolean left =
                    (head.name(i).bit() & WRITTEN_APART) != 0
                            || head.isHopByHop(i)
                            || plan.edits().removes(head, i);
            if (!left) {
                runs.write(out, head, i);
            }
        }
        runs.flush(out, head);
    }

    private static void writeConnection(ResponseHead head, ResponsePlan plan, ByteBuf out) {
        switch (plan.connection()) {
            case IMPLIED -> {}
            case CLOSE -> out.writeBytes(CLOSE);
            case KEEP_ALIVE -> out.writeBytes(KEEP_ALIVE);
            case UPGRADE -> {
                out.writeBytes(UPGRADE);
                int field = head.find(FieldName.UPGRADE);
                if (field >= 0) {
                    FieldWriter.writeField(out, head, field);
                }
            }
        }
    }
}
