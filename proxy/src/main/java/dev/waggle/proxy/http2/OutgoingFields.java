package dev.waggle.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2Headers;

/**
 * A head on its way through Netty's encoder to {@link OutgoingFieldsEncoder}: it writes itself, and
 * makes no object of a field.
 */
public abstract class OutgoingFields extends DefaultHttp2Headers {
    protected OutgoingFields() {
        super(false, 2);
    }

    /** Writes all fields as HPACK, with {@link HpackWriter}; called once. */
    protected abstract void writeTo(ByteBuf out);
}
