package dev.waggle.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;

/**
 * The same fields as HPACK in the ways that they come on a connection (RFC 7541).
 *
 * @param first what comes first and fills the table
 * @param known what comes then: nothing but numbers of the table's entries
 * @param literal every value written out, with Huffman's code; changes no table
 */
public record HpackBlocks(ByteBuf first, ByteBuf known, ByteBuf literal) {
    private static final int TABLE_HINT = 64;
    private static final int STREAM = 1;

    /**
     * Writes them.
     *
     * @param fields name and value in turn, pseudo-headers first
     */
    public static HpackBlocks of(String... fields) throws Http2Exception {
        Http2Headers headers = new DefaultHttp2Headers();
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        Http2HeadersEncoder learning = encoder(Http2HeadersEncoder.NEVER_SENSITIVE);
        ByteBuf first = encoded(learning, headers);
        ByteBuf known = encoded(learning, headers);
        ByteBuf literal = encoded(encoder(Http2HeadersEncoder.ALWAYS_SENSITIVE), headers);
        return new HpackBlocks(first, known, literal);
    }

    private static Http2HeadersEncoder encoder(
            Http2HeadersEncoder.SensitivityDetector isSensitive) {
        return new DefaultHttp2HeadersEncoder(isSensitive, false, TABLE_HINT, 0);
    }

    private static ByteBuf encoded(Http2HeadersEncoder encoder, Http2Headers headers)
            throws Http2Exception {
        ByteBuf out = Unpooled.buffer();
        encoder.encodeHeaders(STREAM, headers, out);
        return out;
    }
}
