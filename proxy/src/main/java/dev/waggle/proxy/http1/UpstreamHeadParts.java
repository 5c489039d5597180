package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.RequestHead;
import io.netty.buffer.ByteBuf;

/**
 * The parts of a request to a task that are the same in every protocol: what of the client's head
 * goes on, where to, and what we add.
 */
public final class UpstreamHeadParts {
    private static final long WRITTEN_APART =
            FieldName.bits(
                    FieldName.HOST,
                    FieldName.CONTENT_LENGTH,
                    FieldName.TRANSFER_ENCODING,
                    FieldName.EXPECT);

    private UpstreamHeadParts() {}

    /** The {@link FieldName#bit() bits} of fields that do not go on as the client sent them. */
    public static long replaced(UpstreamHeadPlan plan) {
        return WRITTEN_APART | ForwardingFields.replaced(plan.client());
    }

    /**
     * Whether field {@code i} goes on as the client sent it.
     *
     * @param replaced what {@link #replaced} said
     */
    public static boolean isKept(RequestHead head, int i, long replaced, UpstreamHeadPlan plan) {
        return (head.name(i).bit() & replaced) == 0
                && !head.isHopByHop(i)
                && !plan.edits().removes(head, i);
    }

    /** Path and query, with the route's context replaced. */
    public static void writeTarget(RequestHead head, UpstreamHeadPlan plan, ByteBuf out) {
        byte[] bytes = head.bytes();
        int start = head.targetStart() + plan.strippedBytes();
        if (head.pathEnd() > head.targetStart() && bytes[head.targetStart()] == '*') {
            out.writeByte('*');
            return;
        }
        out.writeBytes(plan.internalContext());
        if (start == head.pathEnd() && plan.internalContext().length == 0) {
            out.writeByte('/');
        }
        out.writeBytes(bytes, start, head.targetEnd() - start);
    }

    /** What we add: who the client is, and what the route sets. Whole lines. */
    public static void writeAddedLines(RequestHead head, UpstreamHeadPlan plan, ByteBuf out) {
        ForwardingFields.write(out, head, plan);
        out.writeBytes(plan.edits().lines());
        out.writeBytes(plan.extraLines());
    }

    /** {@code content-length} as far as it is known, else -1. */
    public static long contentLength(UpstreamHeadPlan plan) {
        return plan.framing() == BodyFraming.LENGTH ? plan.contentLength() : -1;
    }

    /** Whether the task is asked to say that it wants the body. */
    public static boolean expectsContinue(RequestHead head, UpstreamHeadPlan plan) {
        return plan.keepsExpectation() && head.expectsContinue();
    }
}
