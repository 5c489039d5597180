package dev.waggle.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.http1.ResponsePlan.Connection;
import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.FieldName;
import dev.waggle.proxy.message.ResponseHead;
import dev.waggle.proxy.message.Trailers;
import dev.waggle.proxy.policy.FieldEdits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an HTTP/1 client receives of a response. */
@SuppressWarnings("StringConcatToTextBlock") // line ends are what this is about
class ResponseHeadEncoderTest {
    private static final byte[] DATE =
            "Sun, 06 Nov 1994 08:49:37 GMT".getBytes(StandardCharsets.US_ASCII);

    private final ResponseHeadEncoder encoder = new ResponseHeadEncoder();
    private final ResponsePlan plan = new ResponsePlan();

    @Test
    void speaksHttp11WithTheStandardReasonWhateverTheTaskSaid() {
        assertThat(encode("HTTP/1.0 404 Nope\r\nA:b\r\nC: d\r\n", plan.begin().length(3)))
                .isEqualTo("HTTP/1.1 404 Not Found\r\nA: b\r\nC: d\r\nContent-Length: 3\r\n\r\n");
        assertThat(encode("HTTP/1.1 799 Strange\r\n", plan.begin()))
                .isEqualTo("HTTP/1.1 799 \r\n\r\n");
    }

    @Test
    void leavesOutWhatWasMeantForThisHop() {
        assertThat(
                        encode(
                                "HTTP/1.1 200 OK\r\nConnection: X, close\r\nX: 1\r\nKeep-Alive: 1\r\n"
                                        + "Transfer-Encoding: chunked\r\nUpgrade: h2c\r\nY: 2\r\n",
                                plan.begin().chunked()))
                .isEqualTo("HTTP/1.1 200 OK\r\nY: 2\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    @Test
    void framesTheBodyAndSaysWhatBecomesOfTheConnection() {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n";
        assertThat(encode(head, plan.begin().length(5)))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        assertThat(encode(head, plan.begin().untilClose()))
                .isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        assertThat(encode(head, plan.begin().length(5).connection(Connection.KEEP_ALIVE)))
                .endsWith("Connection: keep-alive\r\n\r\n");
        assertThat(encode("HTTP/1.1 204 x\r\nContent-Length: 0\r\n", plan.begin()))
                .isEqualTo("HTTP/1.1 204 No Content\r\n\r\n");
    }

    @Test
    void keepsTheUpgradeOfATunnel() {
        assertThat(
                        encode(
                                "HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: y\r\n",
                                plan.begin().connection(Connection.UPGRADE)))
                .isEqualTo(
                        "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: y\r\n"
                                + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    }

    @Test
    void datesAResponseThatHasNoDate() {
        assertThat(encode("HTTP/1.1 200 OK\r\n", plan.begin().date(DATE)))
                .contains("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
        assertThat(encode("HTTP/1.1 200 OK\r\nDate: mine\r\n", plan.begin().date(DATE)))
                .containsOnlyOnce("Date: ")
                .contains("Date: mine\r\n");
    }

    @Test
    void setsAndRemovesWhatTheRouteSays() {
        FieldEdits edits = FieldEdits.of(Map.of("Server", "", "X-Frame-Options", "DENY"));
        assertThat(
                        encode(
                                "HTTP/1.1 200 OK\r\nServer: x\r\nx-frame-options: y\r\nA: b\r\n",
                                plan.begin().edits(edits)))
                .isEqualTo("HTTP/1.1 200 OK\r\nA: b\r\nX-Frame-Options: DENY\r\n\r\n");
    }

    @Test
    void writesHeadsThatTheProxyMakes() {
        ResponseHead head = new ResponseHead();
        head.begin(503);
        head.add(FieldName.RETRY_AFTER, "5");
        head.add("X-Other", "y");
        ByteBuf out = Unpooled.buffer();
        encoder.encode(head, plan.begin().length(0), out);
        assertThat(out.toString(StandardCharsets.ISO_8859_1))
                .isEqualTo(
                        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nX-Other: y\r\nContent-Length: 0\r\n\r\n");
    }

    @Test
    void isReadBackWithTheSameMeaning() {
        String text =
                "HTTP/1.1 206 x\r\nA:b\r\nC: d\r\nConnection: A\r\nE:  f\r\nContent-Length: 7\r\n";
        ResponseHead head = decode(text + "\r\n");
        ResponseHead again = decode(encode(text, plan.begin().length(7)));
        assertThat(again.status()).isEqualTo(head.status());
        assertThat(again.contentLength()).isEqualTo(7);
        assertThat(Heads.forwarded(again)).isEqualTo(Heads.forwarded(head));
    }

    @Test
    void writesChunksThatAreReadBack() {
        Trailers trailers = new Trailers();
        trailers.add("X-Sum", "abc");
        ByteBuf out = Unpooled.buffer();
        for (int size : new int[] {1, 15, 16, 255, 256, 4096, 70_000}) {
            ChunkEncoder.writeSize(out, size);
            out.writeZero(size);
            ChunkEncoder.writeDataEnd(out);
        }
        ChunkEncoder.writeLast(out, trailers);
        Trailers read = new Trailers();
        int[] total = {0};
        DecodeResult result =
                new ChunkDecoder(ChunkLimits.DEFAULT)
                        .decode(
                                out,
                                piece -> {
                                    total[0] += piece.readableBytes();
                                    piece.release();
                                },
                                read);
        assertThat(result).isEqualTo(DecodeResult.COMPLETE);
        assertThat(total[0]).isEqualTo(1 + 15 + 16 + 255 + 256 + 4096 + 70_000);
        assertThat(Heads.forwarded(read)).containsExactly("X-Sum: abc");
    }

    @Test
    void writesTheShortestSizes() {
        assertThat(size(1)).isEqualTo("1\r\n");
        assertThat(size(16)).isEqualTo("10\r\n");
        assertThat(size(255)).isEqualTo("ff\r\n");
        assertThat(size(Long.MAX_VALUE)).isEqualTo("7fffffffffffffff\r\n");
    }

    private static String size(long size) {
        ByteBuf out = Unpooled.buffer();
        ChunkEncoder.writeSize(out, size);
        return out.toString(StandardCharsets.US_ASCII);
    }

    private String encode(String lines, ResponsePlan chosen) {
        ByteBuf out = Unpooled.buffer();
        encoder.encode(decode(lines + "\r\n"), chosen, out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static ResponseHead decode(String text) {
        ResponseHead head = new ResponseHead();
        ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        ResponseHeadDecoder decoder = new ResponseHeadDecoder(64 * 1024, 256);
        assertThat(decoder.decode(in, head)).isEqualTo(DecodeResult.COMPLETE);
        return head;
    }
}
