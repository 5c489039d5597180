package dev.waggle.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;

/** Writes heads with {@link HpackWriter}, in the place of Netty's HPACK encoder. */
final class OutgoingFieldsEncoder
        implements Http2HeadersEncoder, Http2HeadersEncoder.Configuration {
    private boolean tableSizeSaid;
    private long peersTableBytes = 4096;
    private long peersListBytes = Long.MAX_VALUE;

    @Override
    public void encodeHeaders(int streamId, Http2Headers headers, ByteBuf out) {
        if (!tableSizeSaid) {
            // Said once: a table of no bytes fits whatever size the peer will allow later.
            tableSizeSaid = true;
            HpackWriter.writeEmptyTable(out);
        }
        ((OutgoingFields) headers).writeTo(out);
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
