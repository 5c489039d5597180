package dev.waggle.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What chunked bodies carry, or why they are refused, however the network splits them. */
class ChunkDecoderTest {
    static Stream<Arguments> bodies() {
        return Stream.of(
                body("0\r\n\r\n", " []"),
                body("3\r\nabc\r\n0\r\n\r\n", "abc []"),
                body("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde []"),
                body("a\r\n0123456789\r\n0\r\n\r\n", "0123456789 []"),
                body("A\r\n0123456789\r\n0\r\n\r\n", "0123456789 []"),
                body("0003\r\nabc\r\n000\r\n\r\n", "abc []"),
                body("0000000000000003\r\nabc\r\n0\r\n\r\n", "abc []"),
                body("2\r\n\r\n\r\n0\r\n\r\n", "\r\n []"),
                body("0\r\n\r\nGET", " []"),
                body("00000000000000003\r\nabc", "bad-chunk-size"),
                body("8000000000000000\r\n", "bad-chunk-size"),
                body("ffffffffffffffff\r\n", "bad-chunk-size"),
                body("7fffffffffffffff\r\nabc", "more"),
                body("\r\nabc", "bad-chunk-size"),
                body("g\r\n", "bad-chunk-size"),
                body("0x3\r\nabc\r\n", "bad-chunk-size"),
                body("+3\r\nabc\r\n", "bad-chunk-size"),
                body("-3\r\nabc\r\n", "bad-chunk-size"),
                body(" 3\r\nabc\r\n", "bad-chunk-size"),
                body("3 \r\nabc\r\n", "bad-chunk-size"),
                body("3\t\r\nabc\r\n", "bad-chunk-size"),
                body("3 ;a\r\nabc\r\n", "bad-chunk-size"),
                body("3_0\r\nabc\r\n", "bad-chunk-size"),
                body("3,\r\nabc\r\n", "bad-chunk-size"),
                body("3\0\r\nabc\r\n", "bad-chunk-size"),
                body(";a\r\nabc\r\n", "bad-chunk-size"),
                body("\u0663\r\n", "bad-chunk-size"),
                body("3\nabc\r\n0\r\n\r\n", "bare-lf"),
                body("3\r\r\nabc\r\n0\r\n\r\n", "bare-cr"),
                body("3\rabc\r\n0\r\n\r\n", "bare-cr"),
                body("\n3\r\nabc", "bare-lf"),
                body("3\r\nabc\n0\r\n\r\n", "bare-lf"),
                body("3\r\nabcd\r\n0\r\n\r\n", "bad-chunk-end"),
                body("3\r\nabc\rX", "bad-chunk-end"),
                body("3\r\nabc0\r\n\r\n", "bad-chunk-end"),
                body("3;a\r\nabc\r\n0\r\n\r\n", "abc []"),
                body("3;a=b\r\nabc\r\n0;c\r\n\r\n", "abc []"),
                body("3;a=b;c;d=\"e\"\r\nabc\r\n0\r\n\r\n", "abc []"),
                body("3;a=\"x\\\"y;\t z\u00e9\"\r\nabc\r\n0\r\n\r\n", "abc []"),
                body("3;a=\"\"\r\nabc\r\n0\r\n\r\n", "abc []"),
                body("3;\r\nabc\r\n", "bad-chunk-extension"),
                body("3;;a\r\nabc\r\n", "bad-chunk-extension"),
                body("3;=b\r\nabc\r\n", "bad-chunk-extension"),
                body("3;a=\r\nabc\r\n", "bad-chunk-extension"),
                body("3;a=;b\r\nabc\r\n", "bad-chunk-extension"),
                body("3; a\r\nabc\r\n", "bad-chunk-extension"),
                body("3;a =b\r\nabc\r\n", "bad-chunk-extension"),
                body("3;a= b\r\nabc\r\n", "bad-chunk-extension"),
                body("3;a=b c\r\nabc\r\n", "bad-chunk-extension"),
                body("3;a==b\r\nabc\r\n", "bad-chunk-extension"),
                body("3;a=\"b\"c\r\nabc\r\n", "bad-chunk-extension"),
                body("3;a=\"b\r\nabc\r\n", "bad-chunk-extension"),
                body("3;a=\"b\\\r\nabc\r\n", "bad-chunk-extension"),
                body("3;a=\"b\0\"\r\nabc\r\n", "bad-chunk-extension"),
                body("3;a\0\r\nabc\r\n", "bad-chunk-extension"),
                body("3;a=b\nabc\r\n", "bare-lf"),
                body("3;a=\"b\nc\"\r\nabc\r\n", "bare-lf"),
                body("3;a=\"b\\\nc\"\r\nabc\r\n", "bare-lf"),
                body("3;a\rb\r\nabc\r\n", "bare-cr"),
                body("3;" + "a".repeat(255) + "\r\nabc\r\n0\r\n\r\n", "abc []"),
                body("3;" + "a".repeat(256) + "\r\nabc\r\n0\r\n\r\n", "chunk-extension-too-long"),
                body("0\r\nA: b\r\n\r\n", " [A: b]"),
                body("0\r\nA: b\r\nC:d \r\n\r\nX", " [A: b, C: d]"),
                body("0\r\nA: b\n\r\n", "bare-lf"),
                body("0\r\nA: b\r\n\n", "bare-lf"),
                body("0\r\n\n", "bare-lf"),
                body("0\n\r\n", "bare-lf"),
                body("0\r\n A: b\r\n\r\n", "obs-fold"),
                body("0\r\nA : b\r\n\r\n", "space-before-colon"),
                body("0\r\nA\r\n\r\n", "no-colon"),
                body("0\r\nA: \0\r\n\r\n", "bad-field-value"),
                body("0\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n", " [A: b]"),
                body("0\r\ncontent-length: 5\r\nA: b\r\nHost: x\r\n\r\n", " [A: b]"),
                body("0\r\nAuthorization: x\r\nCookie: y\r\nX-Forwarded-For: z\r\n\r\n", " []"),
                body("0\r\nContent-Whatever: x\r\nX_Forwarded_For: y\r\n\r\n", " []"),
                body("0\r\nA_b: x\r\nX-Real-IP: y\r\nC: d\r\n\r\n", " [C: d]"),
                body("0\r\n" + "A: b\r\n".repeat(5) + "\r\n", "too-many-fields"),
                body("0\r\nA: " + "b".repeat(100) + "\r\n\r\n", "trailers-too-large"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void readsInOneWayOrRefuses(String message, String expected) {
        assertThat(Splits.verdict(message, text -> reader())).isEqualTo(expected);
    }

    @Test
    void handsLargeDataOnWithoutCopyingIt() {
        ByteBuf in = Unpooled.buffer();
        in.writeBytes(latin1("400\r\n")).writeZero(1024).writeBytes(latin1("\r\n0\r\n\r\n"));
        List<ByteBuf> pieces = new ArrayList<>();
        DecodeResult result =
                new ChunkDecoder(ChunkLimits.DEFAULT).decode(in, pieces::add, new Trailers());
        assertThat(result).isEqualTo(DecodeResult.COMPLETE);
        assertThat(pieces).hasSize(1);
        assertThat(pieces.getFirst().array()).isSameAs(in.array());
        pieces.forEach(ByteBuf::release);
        assertThat(in.release()).isTrue();
    }

    @Test
    void gathersCrumbsSoThatOneByteChunksDoNotCostABufferEach() {
        ByteBuf in = latin1("1\r\nx\r\n".repeat(5000) + "0\r\n\r\n");
        List<ByteBuf> pieces = new ArrayList<>();
        new ChunkDecoder(ChunkLimits.DEFAULT).decode(in, pieces::add, new Trailers());
        assertThat(pieces).hasSize(1);
        assertThat(pieces.getFirst().readableBytes()).isEqualTo(5000);
        pieces.forEach(ByteBuf::release);
        in.release();
    }

    @Test
    void keepsTheOrderOfCrumbsAndLargePieces() {
        String large = "y".repeat(300);
        ByteBuf in = latin1("1\r\nx\r\n12c\r\n" + large + "\r\n1\r\nz\r\n0\r\n\r\n");
        StringBuilder data = new StringBuilder();
        new ChunkDecoder(ChunkLimits.DEFAULT)
                .decode(in, piece -> append(data, piece), new Trailers());
        assertThat(data).hasToString("x" + large + "z");
        in.release();
    }

    @Test
    void leavesWhatStandsBehindTheBody() {
        ByteBuf in = latin1("1\r\nx\r\n0\r\nA: b\r\n\r\nGET");
        new ChunkDecoder(ChunkLimits.DEFAULT).decode(in, ByteBuf::release, new Trailers());
        assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("GET");
        in.release();
    }

    @Test
    void readsTheNextBodyAfterBegin() {
        ChunkDecoder decoder = new ChunkDecoder(ChunkLimits.DEFAULT);
        Trailers trailers = new Trailers();
        ByteBuf in = latin1("1\r\nx\r\n0\r\nA: b\r\n\r\n1\r\ny\r\n0\r\n\r\n");
        StringBuilder data = new StringBuilder();
        decoder.begin();
        assertThat(decoder.decode(in, piece -> append(data, piece), trailers))
                .isEqualTo(DecodeResult.COMPLETE);
        decoder.begin();
        assertThat(decoder.decode(in, piece -> append(data, piece), trailers))
                .isEqualTo(DecodeResult.COMPLETE);
        assertThat(data).hasToString("xy");
        assertThat(trailers.fieldCount()).isZero();
        in.release();
    }

    private static Splits.Reader reader() {
        ChunkDecoder decoder = new ChunkDecoder(new ChunkLimits(256, 100, 4));
        Trailers trailers = new Trailers();
        StringBuilder data = new StringBuilder();
        return in ->
                switch (decoder.decode(in, piece -> append(data, piece), trailers)) {
                    case DecodeResult.Progress.NEED_MORE -> "";
                    case DecodeResult.Progress.COMPLETE -> data + " " + Heads.forwarded(trailers);
                    case Refusal refusal -> refusal.word();
                };
    }

    private static void append(StringBuilder data, ByteBuf piece) {
        data.append(piece.toString(StandardCharsets.ISO_8859_1));
        piece.release();
    }

    private static ByteBuf latin1(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static Arguments body(String message, String expected) {
        return Arguments.of(message, expected);
    }
}
