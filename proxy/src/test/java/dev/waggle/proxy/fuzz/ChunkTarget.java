package dev.waggle.proxy.fuzz;

import dev.waggle.proxy.http1.ChunkDecoder;
import dev.waggle.proxy.http1.ChunkEncoder;
import dev.waggle.proxy.http1.ChunkLimits;
import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Bodies in chunks: the same body in whatever pieces the bytes come, and written again in the one
 * strict form.
 */
public final class ChunkTarget {
    private ChunkTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Reading whole = new Reading();
        whole.read(Unpooled.wrappedBuffer(input));
        Reading pieces = new Reading();
        for (int i = 0; i < input.length && pieces.result == DecodeResult.NEED_MORE; i++) {
            pieces.read(Unpooled.wrappedBuffer(input, i, 1));
        }
        require(whole.result == pieces.result, whole.result + " whole, else " + pieces.result);
        require(whole.text().equals(pieces.text()), "another body in pieces");
        if (whole.result == DecodeResult.COMPLETE) {
            ChunkEncoder.writeLast(whole.encoded, whole.trailers);
            byte[] bytes = bytes(whole.encoded);
            require(StrictRequests.readChunks(bytes).equals(whole.text()), "another body sent on");
        }
    }

    /** A body while it is read. */
    private static final class Reading {
        private final ChunkDecoder decoder = new ChunkDecoder(ChunkLimits.DEFAULT);
        private final Trailers trailers = new Trailers();
        private final ByteBuf body = Unpooled.buffer();
        private final ByteBuf encoded = Unpooled.buffer();
        private DecodeResult result = DecodeResult.NEED_MORE;

        void read(ByteBuf in) {
            result = decoder.decode(in, this::take, trailers);
        }

        private void take(ByteBuf piece) {
            require(piece.isReadable(), "an empty piece");
            ChunkEncoder.writeSize(encoded, piece.readableBytes());
            encoded.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
            ChunkEncoder.writeDataEnd(encoded);
            body.writeBytes(piece);
            piece.release();
        }

        String text() {
            return body.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
