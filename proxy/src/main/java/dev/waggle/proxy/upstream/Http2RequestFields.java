package dev.waggle.proxy.upstream;

import dev.waggle.proxy.http1.UpstreamHeadParts;
import dev.waggle.proxy.http1.UpstreamHeadPlan;
import dev.waggle.proxy.http2.HpackWriter;
import dev.waggle.proxy.http2.OutgoingFields;
import dev.waggle.proxy.message.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The head of a request to an HTTP/2 task (RFC 9113 section 8.3.1): the client's authority and
 * path, its fields without those that end here, and what we add.
 */
final class Http2RequestFields extends OutgoingFields {
    /** What we add, at its usual length. */
    private static final int SCRATCH_BYTES = 512;

    private final RequestHead request;
    private final UpstreamHeadPlan plan;
    private final boolean https;
    private final ByteBufAllocator allocator;

    /**
     * @param plan read when Netty writes the head, which is at once
     * @param https whether TLS is spoken to the task
     */
    Http2RequestFields(
            RequestHead request, UpstreamHeadPlan plan, boolean https, ByteBufAllocator allocator) {
        this.request = request;
        this.plan = plan;
        this.https = https;
        this.allocator = allocator;
    }

    @Override
    protected void writeTo(ByteBuf out) {
        ByteBuf scratch = allocator.heapBuffer(SCRATCH_BYTES + request.length());
        try {
            writePseudoHeaders(out, scratch);
            writeKeptFields(out);
            writeOwnFields(out);
            scratch.clear();
            UpstreamHeadParts.writeAddedLines(request, plan, scratch);
            HpackWriter.writeLines(out, scratch);
        } finally {
            scratch.release();
        }
    }

    private void writePseudoHeaders(ByteBuf out, ByteBuf scratch) {
        HpackWriter.writeMethod(out, request.bytes(), request.methodStart(), request.methodEnd());
        HpackWriter.writeScheme(out, https);
        HpackWriter.writeAuthority(
                out, request.bytes(), request.authorityStart(), request.authorityEnd());
        UpstreamHeadParts.writeTarget(request, plan, scratch);
        HpackWriter.writePath(out, scratch);
    }

    /** Cookies stay in as many fields as they came in (RFC 9113 section 8.2.3). */
    private void writeKeptFields(ByteBuf out) {
        long replaced = UpstreamHeadParts.replaced(plan);
        for (int i = 0; i < request.fieldCount(); i++) {
            if (UpstreamHeadParts.isKept(request, i, replaced, plan)) {
                HpackWriter.writeField(out, request, i);
            }
        }
    }

    private void writeOwnFields(ByteBuf out) {
        long length = UpstreamHeadParts.contentLength(plan);
        if (length >= 0) {
            HpackWriter.writeText(out, "content-length", Long.toString(length));
        }
        if (UpstreamHeadParts.expectsContinue(request, plan)) {
            HpackWriter.writeText(out, "expect", "100-continue");
        }
        // Servers of gRPC refuse who does not say it, and we do pass trailers on.
        HpackWriter.writeText(out, "te", "trailers");
    }
}
