package dev.waggle.proxy.http1;

import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.Trailers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes the chunks off a body (RFC 9112 section 7.1), for requests and responses.
 *
 * <p>Data goes on as slices of the input, without being copied. Only crumbs are gathered, because a
 * body of one-byte chunks would cost an object, and a chunk of our own, for each of its bytes.
 *
 * <p>One per connection, on its event loop; ready for the next body after {@link #begin()}.
 */
public final class ChunkDecoder {
    /** A piece under this size is copied to others of its kind. */
    private static final int CRUMB_BYTES = 256;

    /** Where gathered crumbs start; a full input of them makes it grow. */
    private static final int GATHERED_BYTES = 1024;

    private enum State {
        SIZE_LINE,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS,
        DONE
    }

    private final ChunkLine line;
    private final TrailerDecoder trailerDecoder;
    private State state = State.SIZE_LINE;
    private long remaining;

    /** Crumbs in order; never kept from one call to the next. */
    private @Nullable ByteBuf crumbs;

    public ChunkDecoder(ChunkLimits limits) {
        this.line = new ChunkLine(limits.maxExtensionBytes());
        this.trailerDecoder = new TrailerDecoder(limits);
    }

    /** Starts with a body, whatever came of the one before. */
    public void begin() {
        state = State.SIZE_LINE;
        line.begin();
    }

    /**
     * Reads on. Whatever was found goes to the sink before this returns, also when it then refuses.
     *
     * @param in consumed entirely, but for what stands behind the body; stays the caller's
     * @param trailers filled before {@link DecodeResult#COMPLETE}; the same one for all of a body
     * @return complete after the end of the trailer section, need more, or why it is refused
     */
    public DecodeResult decode(ByteBuf in, ChunkSink sink, Trailers trailers) {
        try {
            return decodeAll(in, sink, trailers);
        } finally {
            flushCrumbs(sink);
        }
    }

    private DecodeResult decodeAll(ByteBuf in, ChunkSink sink, Trailers trailers) {
        while (in.isReadable()) {
            DecodeResult result =
                    switch (state) {
                        case SIZE_LINE -> readSizeLine(in, trailers);
                        case DATA -> readData(in, sink);
                        case DATA_CR -> expect(in, '\r', State.DATA_LF);
                        case DATA_LF -> endChunk(in);
                        case TRAILERS -> readTrailers(in, trailers);
                        case DONE -> DecodeResult.COMPLETE;
                    };
            if (result != DecodeResult.NEED_MORE) {
                return result;
            }
        }
        return state == State.DONE ? DecodeResult.COMPLETE : DecodeResult.NEED_MORE;
    }

    private DecodeResult readSizeLine(ByteBuf in, Trailers trailers) {
        DecodeResult result = line.accept(in.readByte());
        if (result != DecodeResult.COMPLETE) {
            return result;
        }
        remaining = line.size();
        if (remaining > 0) {
            state = State.DATA;
        } else {
            state = State.TRAILERS;
            trailerDecoder.begin(trailers);
        }
        return DecodeResult.NEED_MORE;
    }

    private DecodeResult readData(ByteBuf in, ChunkSink sink) {
        int count = (int) Math.min(remaining, in.readableBytes());
        if (count < CRUMB_BYTES) {
            gatherCrumb(in, count);
        } else {
            flushCrumbs(sink);
            sink.data(in.readRetainedSlice(count));
        }
        remaining -= count;
        if (remaining == 0) {
            state = State.DATA_CR;
        }
        return DecodeResult.NEED_MORE;
    }

    private DecodeResult endChunk(ByteBuf in) {
        line.begin();
        return expect(in, '\n', State.SIZE_LINE);
    }

    private DecodeResult expect(ByteBuf in, char wanted, State next) {
        byte b = in.readByte();
        if (b != wanted) {
            return b == '\n' ? Refusal.BARE_LF : Refusal.BAD_CHUNK_END;
        }
        state = next;
        return DecodeResult.NEED_MORE;
    }

    private DecodeResult readTrailers(ByteBuf in, Trailers trailers) {
        DecodeResult result = trailerDecoder.decode(in, trailers);
        if (result == DecodeResult.COMPLETE) {
            state = State.DONE;
        }
        return result;
    }

    private void gatherCrumb(ByteBuf in, int count) {
        if (crumbs == null) {
            crumbs = in.alloc().buffer(GATHERED_BYTES);
        }
        crumbs.writeBytes(in, count);
    }

    private void flushCrumbs(ChunkSink sink) {
        ByteBuf gathered = crumbs;
        if (gathered != null) {
            crumbs = null;
            sink.data(gathered);
        }
    }
}
