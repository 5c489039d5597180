package dev.waggle.proxy.fuzz;

import dev.waggle.proxy.http1.HeadLimits;
import dev.waggle.proxy.http1.RequestHeadDecoder;
import dev.waggle.proxy.http1.ResponseHeadDecoder;
import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.Head;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.BiFunction;

/** Heads of requests and responses: the verdict is the same in whatever pieces the bytes come. */
public final class HeadTarget {
    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final int MAX_FIELDS = 256;

    private HeadTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        RequestHeadDecoder whole = new RequestHeadDecoder(HeadLimits.DEFAULT);
        RequestHeadDecoder pieces = new RequestHeadDecoder(HeadLimits.DEFAULT);
        compare(input, new RequestHead(), new RequestHead(), whole::decode, pieces::decode);
        ResponseHeadDecoder wholeAnswer = new ResponseHeadDecoder(MAX_HEAD_BYTES, MAX_FIELDS);
        ResponseHeadDecoder answerPieces = new ResponseHeadDecoder(MAX_HEAD_BYTES, MAX_FIELDS);
        compare(
                input,
                new ResponseHead(),
                new ResponseHead(),
                wholeAnswer::decode,
                answerPieces::decode);
    }

    private static <H extends Head> void compare(
            byte[] input,
            H head,
            H otherHead,
            BiFunction<ByteBuf, H, DecodeResult> whole,
            BiFunction<ByteBuf, H, DecodeResult> pieces) {
        ByteBuf all = Unpooled.wrappedBuffer(input);
        DecodeResult result = whole.apply(all, head);
        DecodeResult other = DecodeResult.NEED_MORE;
        ByteBuf piece = Unpooled.EMPTY_BUFFER;
        for (int count = 1; count <= input.length && other == DecodeResult.NEED_MORE; count++) {
            piece = Unpooled.wrappedBuffer(input, 0, count);
            other = pieces.apply(piece, otherHead);
        }
        require(result == other, result + " whole, " + other + " byte by byte");
        if (result == DecodeResult.COMPLETE) {
            require(all.readerIndex() == piece.readerIndex(), "ends elsewhere");
            require(shown(head).equals(shown(otherHead)), "other fields");
        }
    }

    private static String shown(Head head) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < head.fieldCount(); i++) {
            text.append(head.text(head.nameStart(i), head.nameEnd(i))).append(':');
            text.append(head.text(head.valueStart(i), head.valueEnd(i))).append('\n');
        }
        return text.toString();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
