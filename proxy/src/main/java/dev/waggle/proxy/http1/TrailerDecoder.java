package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.Trailers;
import dev.waggle.proxy.policy.TrailerRule;
import io.netty.buffer.ByteBuf;

/** Reads the trailer section behind the last chunk (RFC 9112 section 7.1.2). */
final class TrailerDecoder {
    private static final int STEP_BYTES = 1024;

    private final int maxBytes;
    private final FieldLines fields;

    TrailerDecoder(ChunkLimits limits) {
        this.maxBytes = limits.maxTrailerBytes();
        this.fields =
                new FieldLines(
                        limits.maxTrailerFields(),
                        // A trailer that some task would read as another name is nobody's need.
                        (head, nameStart, nameEnd, valueStart, valueEnd, name) -> null);
    }

    void begin(Trailers trailers) {
        trailers.clear();
        fields.begin(0);
    }

    /** Consumes up to the end of the section; forbidden fields are left out. */
    DecodeResult decode(ByteBuf in, Trailers trailers) {
        while (in.isReadable()) {
            int before = trailers.length();
            int count = Math.min(Math.min(in.readableBytes(), STEP_BYTES), maxBytes - before);
            if (count == 0) {
                return Refusal.TRAILERS_TOO_LARGE;
            }
            int start = trailers.reserve(count);
            in.getBytes(in.readerIndex(), trailers.bytes(), start, count);
            DecodeResult result = fields.scan(trailers);
            if (result == DecodeResult.COMPLETE) {
                in.skipBytes(fields.position() - before);
                trailers.truncate(fields.position());
                TrailerRule.apply(trailers);
                return result;
            }
            in.skipBytes(count);
            if (result != DecodeResult.NEED_MORE) {
                return result;
            }
        }
        return trailers.length() == maxBytes ? Refusal.TRAILERS_TOO_LARGE : DecodeResult.NEED_MORE;
    }
}
