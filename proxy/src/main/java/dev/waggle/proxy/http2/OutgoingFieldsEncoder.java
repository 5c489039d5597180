package dev.waggle.proxy.http2;

import dev.waggle.proxy.message.HeadScratch;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.util.concurrent.FastThreadLocal;

/** Writes heads with {@link HpackWriter}, in the place of Netty's HPACK encoder. */
final class OutgoingFieldsEncoder
        implements Http2HeadersEncoder, Http2HeadersEncoder.Configuration {
    private static final int USUAL_BYTES = 1024;

    /** One for each event loop: connections are many. */
    private static final FastThreadLocal<HeadScratch> SCRATCH =
            new FastThreadLocal<>() {
                @Override
                protected HeadScratch initialValue() {
                    return new HeadScratch();
                }
            };

    private boolean tableSizeSaid;
    private long peersTableBytes = 4096;
    private long peersListBytes = Long.MAX_VALUE;

    @Override
    public void encodeHeaders(int streamId, Http2Headers headers, ByteBuf out) {
        out.writeBytes(encode(headers));
    }

    /** The whole of a head; valid until the next of this event loop. */
    ByteBuf encode(Http2Headers headers) {
        ByteBuf out = SCRATCH.get().begin(USUAL_BYTES);
        if (!tableSizeSaid) {
            // Said once: a table of no bytes fits whatever size the peer will allow later.
            tableSizeSaid = true;
            HpackWriter.writeEmptyTable(out);
        }
        ((OutgoingFields) headers).writeTo(out);
        return out;
    }

    @Override
    public Configuration configuration() {
        return this;
    }

    @Override
    public void maxHeaderTableSize(long max) {
        peersTableBytes = max;
    }

    @Override
    public long maxHeaderTableSize() {
        return peersTableBytes;
    }

    /** Advisory (RFC 9113 section 6.5.2): an absurd one gets normal answers. */
    @Override
    public void maxHeaderListSize(long max) {
        peersListBytes = max;
    }

    @Override
    public long maxHeaderListSize() {
        return peersListBytes;
    }
}
