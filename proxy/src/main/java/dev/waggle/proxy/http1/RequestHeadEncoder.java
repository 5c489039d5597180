package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.HeadScratch;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import io.netty.buffer.ByteBuf;

/**
 * Writes the head of an HTTP/1.1 request to a task: the client's, in the one form that nobody can
 * read differently, without what ended here and with what we add.
 *
 * <p>One per event loop; allocates nothing.
 */
public final class RequestHeadEncoder {
    private static final byte[] GET = Ascii.bytes("GET");
    private static final byte[] VERSION_AND_HOST = Ascii.bytes(" HTTP/1.1\r\nHost: ");
    private static final byte[] COOKIE = Ascii.bytes("Cookie: ");
    private static final byte[] COOKIE_SEPARATOR = Ascii.bytes("; ");
    private static final byte[] EXPECT = Ascii.bytes("Expect: 100-continue\r\n");
    private static final byte[] UPGRADE = Ascii.bytes("Connection: Upgrade\r\nUpgrade: ");
    private static final byte[] WEBSOCKET = Ascii.bytes("websocket");

    /** The lines that we add, at their longest but for addresses, host and prefix. */
    private static final int OWN_BYTES = 512;

    private final FieldRuns runs = new FieldRuns();
    private final HeadScratch scratch = new HeadScratch();

    /**
     * Writes the head.
     *
     * @param head checked; not changed
     */
    public void encode(RequestHead head, UpstreamHeadPlan plan, ByteBuf target) {
        ByteBuf out = scratch.begin(head.length() + plan.internalContext().length + OWN_BYTES);
        writeRequestLine(head, plan, out);
        writeFields(head, plan, out);
        FramingLine.write(out, plan.framing(), plan.contentLength());
        if (UpstreamHeadParts.expectsContinue(head, plan)) {
            out.writeBytes(EXPECT);
        }
        if (plan.isUpgrade()) {
            writeUpgrade(head, out);
        }
        UpstreamHeadParts.writeAddedLines(head, plan, out);
        FieldWriter.writeLineEnd(out);
        scratch.copyTo(target);
    }

    private static void writeRequestLine(RequestHead head, UpstreamHeadPlan plan, ByteBuf out) {
        if (head.method() == Method.CONNECT) {
            // Extended CONNECT (RFC 8441) is on HTTP/1.1 an upgrade, which is asked for with GET.
            out.writeBytes(GET);
        } else {
            int start = head.methodStart();
            out.writeBytes(head.bytes(), start, head.methodEnd() - start);
        }
        out.writeByte(' ');
        UpstreamHeadParts.writeTarget(head, plan, out);
        out.writeBytes(VERSION_AND_HOST);
        ForwardingFields.writeAuthority(out, head);
        FieldWriter.writeLineEnd(out);
    }

    private void writeFields(RequestHead head, UpstreamHeadPlan plan, ByteBuf out) {
        long apart = UpstreamHeadParts.replaced(plan);
        if (head.method() == Method.CONNECT) {
            // RFC 8441 section 5.1: without a meaning on HTTP/2, and on HTTP/1.1 it is ours.
            apart |= FieldName.SEC_WEBSOCKET_KEY.bit();
        }
        int cookie = head.find(FieldName.COOKIE);
        if (cookie >= 0 && head.find(FieldName.COOKIE, cookie + 1) >= 0) {
            apart |= FieldName.COOKIE.bit();
        }
        for (int i = 0; i < head.fieldCount(); i++) {
            if (UpstreamHeadParts.isKept(head, i, apart, plan)) {
                runs.write(out, head, i);
            }
        }
        runs.flush(out, head);
        if ((apart & FieldName.COOKIE.bit()) != 0 && !plan.edits().removes(head, cookie)) {
            writeCookies(head, cookie, out);
        }
    }

    /**
     * RFC 9113 section 8.2.3: crumbs become one field, as tasks expect. Crumbs of nothing are left
     * out: the last of them would leave a space at the value's end (RFC 9110 section 5.5).
     */
    private static void writeCookies(RequestHead head, int first, ByteBuf out) {
        out.writeBytes(COOKIE);
        boolean begun = false;
        for (int i = first; i >= 0; i = head.find(FieldName.COOKIE, i + 1)) {
            if (head.valueLength(i) > 0) {
                if (begun) {
                    out.writeBytes(COOKIE_SEPARATOR);
                }
                FieldWriter.writeValue(out, head, i);
                begun = true;
            }
        }
        FieldWriter.writeLineEnd(out);
    }

    private static void writeUpgrade(RequestHead head, ByteBuf out) {
        out.writeBytes(UPGRADE);
        int field = head.find(FieldName.UPGRADE);
        if (field >= 0) {
            FieldWriter.writeValue(out, head, field);
        } else {
            out.writeBytes(WEBSOCKET);
        }
        FieldWriter.writeLineEnd(out);
    }
}
