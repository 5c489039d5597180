package dev.waggle.proxy.http2;

import dev.waggle.proxy.message.Head;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.function.IntFunction;

/** Decodes HPACK into heads of our own; the list's size is counted while decoding. */
final class RequestFieldsDecoder extends DefaultHttp2HeadersDecoder {
    private final RequestFields fields;
    private final IntFunction<Head> headOfStream;

    /**
     * @param headOfStream an empty head for the next block of a stream: its request or its trailers
     */
    RequestFieldsDecoder(Http2Settings settings, IntFunction<Head> headOfStream) {
        super(false, settings.maxHeadBytes());
        this.fields = new RequestFields(settings);
        this.headOfStream = headOfStream;
    }

    @Override
    public Http2Headers decodeHeaders(int streamId, ByteBuf block) throws Http2Exception {
        fields.begin(headOfStream.apply(streamId));
        return super.decodeHeaders(streamId, block);
    }

    @Override
    protected Http2Headers newHeaders() {
        return fields;
    }
}
