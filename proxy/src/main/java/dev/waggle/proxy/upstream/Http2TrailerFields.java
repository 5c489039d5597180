package dev.waggle.proxy.upstream;

import dev.waggle.proxy.http2.HpackWriter;
import dev.waggle.proxy.http2.OutgoingFields;
import dev.waggle.proxy.message.Trailers;
import io.netty.buffer.ByteBuf;

/** The trailer section of a request; it may wait behind DATA, so it is a copy. */
final class Http2TrailerFields extends OutgoingFields {
    private final Trailers trailers = new Trailers();

    Http2TrailerFields(Trailers source) {
        trailers.append(source.bytes(), 0, source.length());
        for (int i = 0; i < source.fieldCount(); i++) {
            if (!source.isHopByHop(i)) {
                trailers.addField(
                        source.nameStart(i),
                        source.nameEnd(i),
                        source.valueStart(i),
                        source.valueEnd(i),
                        source.name(i));
            }
        }
    }

    @Override
    protected void writeTo(ByteBuf out) {
        for (int i = 0; i < trailers.fieldCount(); i++) {
            HpackWriter.writeField(out, trailers, i);
        }
    }
}
