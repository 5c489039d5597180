package dev.waggle.proxy.upstream;

import dev.waggle.proxy.message.Head;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.function.IntFunction;

/** Decodes HPACK of a task into heads of our own; the list's size is counted while decoding. */
final class Http2ResponseFieldsDecoder extends DefaultHttp2HeadersDecoder {
    private final Http2ResponseFields fields;
    private final IntFunction<Head> headOfStream;

    /**
     * @param headOfStream where the next block of a stream goes: a response head, or trailers
     */
    Http2ResponseFieldsDecoder(UpstreamSettings settings, IntFunction<Head> headOfStream) {
        super(false, settings.maxHeadBytes());
        this.fields = new Http2ResponseFields(settings.maxFields());
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
