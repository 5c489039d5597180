package dev.waggle.proxy.http2;

import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The head or the trailers of a response to a client. */
final class ResponseFields extends OutgoingFields {
    /** Never in HTTP/2, whoever sent it (RFC 9113 section 8.2.2). */
    private static final long CONNECTION_SPECIFIC =
            FieldName.bits(
                    FieldName.CONNECTION,
                    FieldName.PROXY_CONNECTION,
                    FieldName.KEEP_ALIVE,
                    FieldName.TE,
                    FieldName.TRANSFER_ENCODING,
                    FieldName.UPGRADE,
                    FieldName.HTTP2_SETTINGS);

    private static final Head NOTHING = new Trailers();

    private Head source = NOTHING;
    private byte @Nullable [] date;

    /**
     * The next one to be written; the one before has been.
     *
     * @param newSource what is sent; read when Netty writes it, which is at once for all but
     *     trailers
     * @param newDate the value of {@code date} for a final head without one (RFC 9110 section
     *     6.6.1)
     */
    ResponseFields of(Head newSource, byte @Nullable [] newDate) {
        source = newSource;
        date = newDate;
        return this;
    }

    /** Netty asks to tell 1xx from final heads, and both from trailers. */
    @Override
    public @Nullable CharSequence status() {
        if (!(source instanceof ResponseHead response)) {
            return null;
        }
        return response.isInformational() ? "100" : "200";
    }

    @Override
    protected void writeTo(ByteBuf out) {
        if (source instanceof ResponseHead response) {
            HpackWriter.writeStatus(out, response.status());
        }
        for (int i = 0; i < source.fieldCount(); i++) {
            if (!source.isHopByHop(i) && (source.name(i).bit() & CONNECTION_SPECIFIC) == 0) {
                HpackWriter.writeField(out, source, i);
            }
        }
        if (date != null && source.find(FieldName.DATE) < 0) {
            HpackWriter.writeDate(out, date);
        }
    }
}
