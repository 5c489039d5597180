package dev.waggle.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.ResponseHead;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What response heads of tasks mean, or why they are refused, however the network splits them. */
class ResponseHeadDecoderTest {
    static Stream<Arguments> heads() {
        return Stream.of(
                line("HTTP/1.1 200 OK", "200 []"),
                line("HTTP/1.1 200 ", "200 []"),
                line("HTTP/1.1 200", "200 []"),
                line("HTTP/1.1 200 Very \u00e9 OK", "200 []"),
                line("HTTP/1.1 799 x", "799 []"),
                line("HTTP/1.1 100 Continue", "100 []"),
                line("HTTP/1.0 200 OK", "200 close []"),
                line("HTTP/1.1 099 x", "bad-status-line"),
                line("HTTP/1.1 2000 x", "bad-status-line"),
                line("HTTP/1.1 20 x", "bad-status-line"),
                line("HTTP/1.1 2x0 x", "bad-status-line"),
                line("HTTP/1.1  200 x", "bad-status-line"),
                line("HTTP/1.1\t200 x", "bad-status-line"),
                line("HTTP/1.1 200\tOK", "bad-status-line"),
                line("HTTP/1.1 200 O\0K", "bad-status-line"),
                line("HTTP/1.1 200 O\rK", "bad-status-line"),
                line("HTTP/1.2 200 OK", "bad-status-line"),
                line("HTTP/2.0 200 OK", "bad-status-line"),
                line("HTTP/0.9 200 OK", "bad-status-line"),
                line("http/1.1 200 OK", "bad-status-line"),
                line("ICY 200 OK", "bad-status-line"),
                line(" HTTP/1.1 200 OK", "bad-status-line"),
                line("<html>", "bad-status-line"),
                line("", "bad-status-line"),
                whole("\nHTTP/1.1 200 OK\r\n\r\n", "bare-lf"),
                whole("HTTP/1.1 200 OK\n\r\n", "bare-lf"),
                with("A: b\nC: d", "bare-lf"),
                with("A: b\r\n c", "obs-fold"),
                with("A : b", "space-before-colon"),
                with("A", "no-colon"),
                with("A: b\0", "bad-field-value"),
                with("A_b: c", "200 [A_b: c]"),
                with("Content_Length: c", "200 [Content_Length: c]"),
                with("Content-Length: 5", "200 length 5 [Content-Length: 5]"),
                with("Content-Length: 5\r\ncontent-length: 5", "200 length 5 [Content-Length: 5]"),
                with(
                        "Content-Length: 5\r\nA: b\r\nContent-Length: 05\r\nContent-Length: 5\r\nC: d",
                        "200 length 5 [Content-Length: 5, A: b, C: d]"),
                with("Content-Length: 5\r\nContent-Length: 6", "two-content-lengths"),
                with("Content-Length: 5, 5", "bad-content-length"),
                with("Content-Length: -5", "bad-content-length"),
                with("Content-Length: 5\r\nTransfer-Encoding: chunked", "length-and-encoding"),
                with("Transfer-Encoding: chunked", "200 chunked []"),
                with("Transfer-Encoding: Chunked", "200 chunked []"),
                with("Transfer-Encoding: gzip, chunked", "transfer-encoding-not-supported"),
                with("Transfer-Encoding: chunked, chunked", "bad-transfer-encoding"),
                with(
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                        "bad-transfer-encoding"),
                whole(
                        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "encoding-in-http-1-0"),
                whole("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n\r\n", "200 []"),
                with("Connection: close\r\nA: b", "200 close [A: b]"),
                with("Connection: keep-alive\r\nKeep-Alive: timeout=5", "200 []"),
                with("Connection: x\r\nX: 1\r\nY: 2", "200 [Y: 2]"),
                with(
                        "Connection: Transfer-Encoding, Content-Type\r\nContent-Type: t",
                        "200 [Content-Type: t]"),
                with("Connection: a b", "bad-connection"),
                with("Set-Cookie: a\r\nSet-Cookie: b", "200 [Set-Cookie: a, Set-Cookie: b]"),
                with("A: " + "x".repeat(400), "head-too-large"),
                with("A: b\r\n".repeat(9) + "C: d", "too-many-fields"));
    }

    @ParameterizedTest
    @MethodSource("heads")
    void readsInOneWayOrRefuses(String message, String expected) {
        assertThat(Splits.verdict(message, text -> reader())).isEqualTo(expected);
    }

    private static Splits.Reader reader() {
        ResponseHeadDecoder decoder = new ResponseHeadDecoder(300, 9);
        ResponseHead head = new ResponseHead();
        return in ->
                switch (decoder.decode(in, head)) {
                    case DecodeResult.Progress.NEED_MORE -> "";
                    case DecodeResult.Progress.COMPLETE -> describe(head);
                    case Refusal refusal -> refusal.word();
                };
    }

    private static String describe(ResponseHead head) {
        return head.status()
                + (head.contentLength() < 0 ? "" : " length " + head.contentLength())
                + (head.isChunked() ? " chunked" : "")
                + (head.isKeepAlive() ? "" : " close")
                + ' '
                + Heads.forwarded(head);
    }

    private static Arguments line(String line, String expected) {
        return whole(line + "\r\n\r\n", expected);
    }

    private static Arguments with(String lines, String expected) {
        return whole("HTTP/1.1 200 OK\r\n" + lines + "\r\n\r\n", expected);
    }

    private static Arguments whole(String message, String expected) {
        return Arguments.of(message, expected);
    }
}
