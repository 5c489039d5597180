package dev.waggle.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.Refusal;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.policy.UnderscorePolicy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What request heads mean, or why they are refused, however the network splits them. */
class RequestHeadDecoderTest {
    /** The fields in a description, which a case leaves away when it is about something else. */
    private static final Pattern FIELDS = Pattern.compile(" \\[([^\\]]*: .*)?\\].*$");

    private static final String LONG = "x".repeat(100);

    static Stream<Arguments> requestLines() {
        return Stream.of(
                line("GET / HTTP/1.1", "GET / a.example"),
                line("GET /a/b?c=d&e HTTP/1.1", "GET /a/b?c=d&e a.example"),
                line("GET //a HTTP/1.1", "GET //a a.example"),
                line("GET /%2F%zz HTTP/1.1", "GET /%2F%zz a.example"),
                line("GET /a|b\"c<d>{e}`^\\f HTTP/1.1", "GET /a|b\"c<d>{e}`^\\f a.example"),
                line("get / HTTP/1.1", "get / a.example"),
                line("PROPFIND / HTTP/1.1", "PROPFIND / a.example"),
                line("M-SEARCH / HTTP/1.1", "M-SEARCH / a.example"),
                line("!#$%&'*+-.^_`|~ / HTTP/1.1", "!#$%&'*+-.^_`|~ / a.example"),
                line("OPTIONS * HTTP/1.1", "OPTIONS * a.example"),
                line("OPTIONS /x HTTP/1.1", "OPTIONS /x a.example"),
                line("GET http://a.example/x?y HTTP/1.1", "GET /x?y a.example"),
                line("GET HTTPS://A.example/x HTTP/1.1", "GET /x a.example"),
                line("GET http://a.example HTTP/1.1", "GET / a.example"),
                line("GET http://a.example?y=1 HTTP/1.1", "GET /?y=1 a.example"),
                line("OPTIONS http://a.example HTTP/1.1", "OPTIONS * a.example"),
                line("OPTIONS http://a.example?q HTTP/1.1", "OPTIONS /?q a.example"),
                line("OPTIONS http://a.example/ HTTP/1.1", "OPTIONS / a.example"),
                line("GET http://b.example/ HTTP/1.1", "host-mismatch"),
                line("GET http://a.example:80/ HTTP/1.1", "host-mismatch"),
                line("GET http://u@a.example/ HTTP/1.1", "host-mismatch"),
                line("GET http:///x HTTP/1.1", "bad-target"),
                line("GET http:// HTTP/1.1", "bad-target"),
                line("GET ftp://a.example/ HTTP/1.1", "bad-target"),
                line("GET a.example:80 HTTP/1.1", "bad-target"),
                line("GET x HTTP/1.1", "bad-target"),
                line("GET ?x HTTP/1.1", "bad-target"),
                line("GET * HTTP/1.1", "bad-target"),
                line("OPTIONS ** HTTP/1.1", "bad-target"),
                line("OPTIONS *?x HTTP/1.1", "bad-target"),
                line("GET /a#b HTTP/1.1", "bad-target"),
                line("GET /\u00e9 HTTP/1.1", "bad-target"),
                line("GET /\u007f HTTP/1.1", "bad-target"),
                line("GET /\0 HTTP/1.1", "bad-target"),
                line("GET /\ta HTTP/1.1", "bad-target"),
                line("GET /a\rb HTTP/1.1", "bad-target"),
                line("GET /a b HTTP/1.1", "bad-version"),
                line("CONNECT a.example:443 HTTP/1.1", "method-not-allowed"),
                line("CONNECT / HTTP/1.1", "method-not-allowed"),
                line("TRACE / HTTP/1.1", "method-not-allowed"),
                line("PRI * HTTP/2.0", "version-not-supported"),
                line("GET / HTTP/2.0", "version-not-supported"),
                line("GET / HTTP/1.2", "version-not-supported"),
                line("GET / HTTP/1.9", "version-not-supported"),
                line("GET / HTTP/0.9", "version-not-supported"),
                line("GET / HTTP/3.0", "version-not-supported"),
                line("GET / http/1.1", "bad-version"),
                line("GET / HTTP/1.10", "bad-version"),
                line("GET / HTTP/01.1", "bad-version"),
                line("GET / HTTP/1,1", "bad-version"),
                line("GET / HTTP/1.x", "bad-version"),
                line("GET / HTTP/1", "bad-version"),
                line("GET / HTTP/", "bad-version"),
                line("GET / HTTPS/1.1", "bad-version"),
                line("GET / ICY/1.11", "bad-version"),
                line("GET /  HTTP/1.1", "bad-version"),
                line("GET / HTTP/1.1 ", "bad-version"),
                line("GET / HTTP/1.1\t", "bad-version"),
                line("GET / HTTP/1.1\r", "bad-version"),
                line("GET  / HTTP/1.1", "bad-request-line"),
                line("GET /", "bad-request-line"),
                line("GET / ", "bad-version"),
                line("GET", "bad-request-line"),
                line(" GET / HTTP/1.1", "bad-request-line"),
                line("\tGET / HTTP/1.1", "bad-request-line"),
                line("GET\t/ HTTP/1.1", "bad-request-line"),
                line("G(T / HTTP/1.1", "bad-request-line"),
                line("G\u00e9T / HTTP/1.1", "bad-request-line"),
                line(":GET / HTTP/1.1", "bad-request-line"),
                line("\0GET / HTTP/1.1", "bad-request-line"),
                line("\u0016\u0003\u0001", "bad-request-line"),
                line("\rGET / HTTP/1.1", "bad-request-line"),
                line("X".repeat(32) + " / HTTP/1.1", "X".repeat(32) + " / a.example"),
                line("X".repeat(33) + " / HTTP/1.1", "method-too-long"),
                whole("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "bare-lf"),
                whole("GET / HTTP/1.1\nHost: a\r\n\r\n", "bare-lf"),
                whole("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / a"),
                whole("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / a"),
                whole("\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "empty-lines"),
                whole("\r\n\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "bare-lf"),
                whole("\r\n GET / HTTP/1.1\r\nHost: a\r\n\r\n", "bad-request-line"));
    }

    static Stream<Arguments> fields() {
        return Stream.of(
                with("A: b", "GET / a.example [A: b]"),
                with("A:b", "GET / a.example [A: b]"),
                with("A: \t b \t ", "GET / a.example [A: b]"),
                with("A:", "GET / a.example [A: ]"),
                with("A:   ", "GET / a.example [A: ]"),
                with("A: b c\td", "GET / a.example [A: b c\td]"),
                with("A: \u00e9\u00ff", "GET / a.example [A: \u00e9\u00ff]"),
                with("A: b: c", "GET / a.example [A: b: c]"),
                with("!#$%&'*+-.^`|~: x", "GET / a.example [!#$%&'*+-.^`|~: x]"),
                with("A : b", "space-before-colon"),
                with("A\t: b", "space-before-colon"),
                with("A b: c", "space-before-colon"),
                with(": b", "bad-field-name"),
                with("(A): b", "bad-field-name"),
                with("A@: b", "bad-field-name"),
                with("A\u00e9: b", "bad-field-name"),
                with("A\0: b", "bad-field-name"),
                with("\0A: b", "bad-field-name"),
                with("\"A\": b", "bad-field-name"),
                with("A", "no-colon"),
                with("A=b", "bad-field-name"),
                with(" A: b", "obs-fold"),
                with("\tA: b", "obs-fold"),
                with("A: b\r\n c", "obs-fold"),
                with("A: b\r\n\tc", "obs-fold"),
                with("A: b\r\n ", "obs-fold"),
                with("A: b\nC: d", "bare-lf"),
                with("A: b\n", "bare-lf"),
                with("A\n: b", "bare-lf"),
                with("\nA: b", "bare-lf"),
                with("A: b\rC: d", "bare-cr"),
                with("A: b\r\r\nC: d", "bare-cr"),
                with("A: b\0", "bad-field-value"),
                with("A: \u0001", "bad-field-value"),
                with("A: \u000b", "bad-field-value"),
                with("A: \u007f", "bad-field-value"),
                with("A: \u001b[31m", "bad-field-value"),
                whole("GET / HTTP/1.1\r\nHost: a\r\n\rX", "bare-cr"),
                whole("GET / HTTP/1.1\r\nHost: a\r\n\n", "bare-lf"),
                with("A_b: c", "GET / a.example [] dropped 1"),
                with("A_b: c\r\nX_Forwarded_For: d\r\nE: f", "GET / a.example [E: f] dropped 2"),
                with("Content_Length: 5", "GET / a.example [] dropped 1"),
                with("Transfer_Encoding: chunked", "GET / a.example [] dropped 1"),
                with("_: c", "GET / a.example [] dropped 1"));
    }

    static Stream<Arguments> hosts() {
        return Stream.of(
                host("a", "GET / a"),
                host("A.Example.", "GET / A.Example."),
                host("a.example:8080", "GET / a.example port 8080"),
                host("a_b.example", "GET / a_b.example"),
                host("xn--bcher-kva.example", "GET / xn--bcher-kva.example"),
                host("127.0.0.1", "GET / 127.0.0.1"),
                host("127.0.0.1:1", "GET / 127.0.0.1 port 1"),
                host("[::1]", "GET / [::1]"),
                host("[::1]:65535", "GET / [::1] port 65535"),
                host("[2001:db8::192.0.2.1]", "GET / [2001:db8::192.0.2.1]"),
                host("[1:2:3:4:5:6:7:8]", "GET / [1:2:3:4:5:6:7:8]"),
                host("", "bad-host"),
                host(":80", "bad-host"),
                host(".", "bad-host"),
                host(".a", "bad-host"),
                host("a..b", "bad-host"),
                host("a..", "bad-host"),
                host("a b", "bad-host"),
                host("a,b", "bad-host"),
                host("a/b", "bad-host"),
                host("a?b", "bad-host"),
                host("a\\b", "bad-host"),
                host("u@a", "bad-host"),
                host("a%2eb", "bad-host"),
                host("a\u00e9", "bad-host"),
                host("a:", "bad-host"),
                host("a:0", "bad-host"),
                host("a:65536", "bad-host"),
                host("a:080808", "bad-host"),
                host("a:+80", "bad-host"),
                host("a:80:80", "bad-host"),
                host("a:x", "bad-host"),
                host("::1", "bad-host"),
                host("[::1", "bad-host"),
                host("[]", "bad-host"),
                host("[a]", "bad-host"),
                host("[::1]x", "bad-host"),
                host("[::1%eth0]", "bad-host"),
                host("[1:2:3:4:5:6:7]", "bad-host"),
                host("[1:2:3:4:5:6:7:8:9]", "bad-host"),
                host("[1::2::3]", "bad-host"),
                host("[:::1]", "bad-host"),
                host("[12345::]", "bad-host"),
                host("[::1.2.3.256]", "bad-host"),
                host("[v1.x]", "bad-host"),
                host("a".repeat(255), "bad-host"),
                host("a\r\nHost: a", "two-hosts"),
                host("a\r\nhOST: b", "two-hosts"),
                whole("GET / HTTP/1.1\r\n\r\n", "no-host"),
                whole("GET http://a/ HTTP/1.1\r\n\r\n", "no-host"),
                whole("GET / HTTP/1.0\r\n\r\n", "GET /  close"),
                whole("GET http://a/ HTTP/1.0\r\n\r\n", "GET / a close"),
                whole("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", "two-hosts"));
    }

    static Stream<Arguments> framing() {
        return Stream.of(
                post("Content-Length: 0", "POST / a.example length 0"),
                post("Content-Length: 5", "POST / a.example length 5"),
                post("Content-Length: 005", "POST / a.example length 5"),
                post(
                        "Content-Length: 9223372036854775807",
                        "POST / a.example length 9223372036854775807"),
                post("Content-Length: 9223372036854775808", "bad-content-length"),
                post("Content-Length: 9999999999999999999", "bad-content-length"),
                post("Content-Length: 18446744073709551616", "bad-content-length"),
                post("Content-Length: 18446744073709551621", "bad-content-length"),
                post("Content-Length: 00000000000000000005", "bad-content-length"),
                post("Content-Length:", "bad-content-length"),
                post("Content-Length: +5", "bad-content-length"),
                post("Content-Length: -5", "bad-content-length"),
                post("Content-Length: 5, 5", "bad-content-length"),
                post("Content-Length: 5 5", "bad-content-length"),
                post("Content-Length: 0x5", "bad-content-length"),
                post("Content-Length: 5.0", "bad-content-length"),
                post("Content-Length: five", "bad-content-length"),
                post("Content-Length: \u00b2", "bad-content-length"),
                post("Content-Length: 5\r\nContent-Length: 5", "two-content-lengths"),
                post("Content-Length: 5\r\ncontent-length: 6", "two-content-lengths"),
                post("Content-Length: 5\r\nTransfer-Encoding: chunked", "length-and-encoding"),
                post("Transfer-Encoding: chunked\r\nContent-Length: 5", "length-and-encoding"),
                post("Transfer-Encoding: x\r\nContent-Length: 5", "length-and-encoding"),
                post("Transfer-Encoding: chunked", "POST / a.example chunked"),
                post("Transfer-Encoding: ChunKED", "POST / a.example chunked"),
                post("transfer-encoding:\tchunked ", "POST / a.example chunked"),
                post("Transfer-Encoding: gzip", "transfer-encoding-not-supported"),
                post("Transfer-Encoding: identity", "transfer-encoding-not-supported"),
                post("Transfer-Encoding: xchunked", "transfer-encoding-not-supported"),
                post("Transfer-Encoding: gzip, chunked", "transfer-encoding-not-supported"),
                post("Transfer-Encoding: chunked, gzip", "bad-transfer-encoding"),
                post("Transfer-Encoding: chunked, chunked", "bad-transfer-encoding"),
                post("Transfer-Encoding: chunked,", "bad-transfer-encoding"),
                post("Transfer-Encoding: , chunked", "bad-transfer-encoding"),
                post("Transfer-Encoding: ", "bad-transfer-encoding"),
                post("Transfer-Encoding: chunked;q=1", "bad-transfer-encoding"),
                post("Transfer-Encoding: \"chunked\"", "bad-transfer-encoding"),
                post("Transfer-Encoding: chu nked", "bad-transfer-encoding"),
                post("Transfer-Encoding: chunked\u00a0", "bad-transfer-encoding"),
                post("Transfer-Encoding: \u000bchunked", "bad-field-value"),
                post("Transfer-Encoding : chunked", "space-before-colon"),
                post(
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                        "bad-transfer-encoding"),
                post(
                        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
                        "bad-transfer-encoding"),
                whole(
                        "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "encoding-in-http-1-0"),
                whole(
                        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
                        "encoding-in-http-1-0"),
                post(
                        "Expect: 100-continue\r\nContent-Length: 1",
                        "POST / a.example length 1 expects"),
                post(
                        "Expect: 100-Continue\r\nTransfer-Encoding: chunked",
                        "POST / a.example chunked expects"),
                post("Expect: 100-continue", "POST / a.example"),
                post("Expect: 100-continue\r\nContent-Length: 0", "POST / a.example length 0"),
                post("Expect: tea", "expectation-failed"),
                post("Expect: 100-continue, tea", "expectation-failed"),
                post("Expect: 100-continue\r\nExpect: 100-continue", "expectation-failed"),
                post("Expect:", "expectation-failed"),
                whole(
                        "POST / HTTP/1.0\r\nHost: a\r\nExpect: tea\r\nContent-Length: 1\r\n\r\n",
                        "POST / a length 1 close"));
    }

    static Stream<Arguments> connections() {
        return Stream.of(
                with("Connection: close", "GET / a.example close []"),
                with("Connection: Close", "GET / a.example close []"),
                with("Connection: keep-alive, close", "GET / a.example close []"),
                with("Connection: keep-alive\r\nConnection: close", "GET / a.example close []"),
                with("Connection: keep-alive\r\nKeep-Alive: timeout=5", "GET / a.example []"),
                with("Connection:", "GET / a.example []"),
                with("Connection: ,, close ,", "GET / a.example close []"),
                with("Connection: x\r\nX: 1\r\nY: 2", "GET / a.example [Y: 2]"),
                with("X: 1\r\nConnection: x, y\r\nY: 2\r\nZ: 3", "GET / a.example [Z: 3]"),
                with("Connection: a b", "bad-connection"),
                with("Connection: \"close\"", "bad-connection"),
                with("Connection: close;x", "bad-connection"),
                with("Connection: :path", "bad-connection"),
                with("Connection: " + "x,".repeat(33), "bad-connection"),
                with("Connection: host", "connection-names-protected"),
                with("Connection: Content-Length", "connection-names-protected"),
                with("Connection: content_length", "connection-names-protected"),
                with("Connection: close, transfer-encoding", "connection-names-protected"),
                with("Connection: Cookie", "connection-names-protected"),
                with("Connection: Authorization", "connection-names-protected"),
                with("Connection: Content-Type", "connection-names-protected"),
                with("Connection: Trailer", "connection-names-protected"),
                with("Proxy-Connection: close\r\nA: b", "GET / a.example [A: b]"),
                with("TE: trailers\r\nA: b", "GET / a.example [A: b]"),
                with("Trailer: X", "GET / a.example [Trailer: X]"),
                with("Proxy-Authorization: x", "GET / a.example []"),
                with("Upgrade: websocket", "GET / a.example []"),
                with("Upgrade: websocket\r\nConnection: Upgrade", "GET / a.example upgrade []"),
                with(
                        "Connection: keep-alive, UPGRADE\r\nUpgrade: websocket",
                        "GET / a.example upgrade []"),
                with("Connection: Upgrade", "GET / a.example []"),
                with("Connection: Upgrade\r\nUpgrade:", "GET / a.example []"),
                with(
                        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x",
                        "GET / a.example []"),
                with("Connection: Upgrade\r\nUpgrade: websocket, H2C", "GET / a.example []"),
                with(
                        "Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: other",
                        "GET / a.example []"),
                whole(
                        "GET / HTTP/1.0\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
                        "GET / a close []"),
                whole("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", "GET / a []"),
                whole(
                        "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive, close\r\n\r\n",
                        "GET / a close []"));
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                whole(
                        "GET /" + LONG.substring(0, 86) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET /" + LONG.substring(0, 86) + " a"),
                whole(
                        "GET /" + LONG.substring(0, 87) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                        "request-line-too-long"),
                whole("GET /" + LONG + LONG + LONG, "request-line-too-long"),
                whole("GET /" + LONG + "\n", "request-line-too-long"),
                whole("GET / HTTP/1.1\r\nA: " + LONG + LONG, "head-too-large"),
                whole("GET / HTTP/1.1\r\n" + "A:\r\n".repeat(40), "too-many-fields"),
                whole("GET / HTTP/1.1\r\nHost: a\r\n" + "A:\r\n".repeat(7) + "\r\n", "GET / a"),
                whole(
                        "GET / HTTP/1.1\r\nHost: a\r\n" + "A:\r\n".repeat(8) + "\r\n",
                        "too-many-fields"),
                whole(
                        "GET / HTTP/1.1\r\nHost: a\r\n" + "A_:\r\n".repeat(8) + "\r\n",
                        "too-many-fields"),
                whole("GET / HTTP/1.1\r\nHost: a\r\nA: " + "x".repeat(168) + "\r\n\r\n", "GET / a"),
                whole("GET / HTTP/1.1\r\nHost: a\r\nA: " + "x".repeat(168) + "\r\n", "more"),
                whole(
                        "GET / HTTP/1.1\r\nHost: a\r\nA: " + "x".repeat(169) + "\r\n\r\n",
                        "head-too-large"));
    }

    @ParameterizedTest
    @MethodSource({"requestLines", "fields", "hosts", "framing", "connections"})
    void readsInOneWayOrRefuses(String message, String expected) {
        assertVerdict(message, expected, HeadLimits.DEFAULT);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void holdsItsLimits(String message, String expected) {
        HeadLimits small = new HeadLimits(100, 200, 8, UnderscorePolicy.DROP);
        assertVerdict(message, expected, small);
    }

    @Test
    void refusesALineWithoutWaitingForTheEndOfTheHead() {
        assertThat(decode("GET / HTTP/1.1\r\nBad Name: x\r\n"))
                .isEqualTo(Refusal.SPACE_BEFORE_COLON);
        assertThat(decode("\u0016\u0003\u0001")).isEqualTo(Refusal.BAD_REQUEST_LINE);
        assertThat(decode("GET / HTTP/1.1\r\nHost: a\r\n")).isEqualTo(DecodeResult.NEED_MORE);
    }

    @Test
    void consumesNothingBeforeTheHeadIsComplete() {
        ByteBuf in = latin1("GET / HTTP/1.1\r\nHost: a\r\n");
        new RequestHeadDecoder(HeadLimits.DEFAULT).decode(in, new RequestHead());
        assertThat(in.readerIndex()).isZero();
    }

    @Test
    void leavesWhatStandsBehindTheHeadAndReadsTheNextOne() {
        ByteBuf in =
                latin1(
                        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nxyzGET /b HTTP/1.1\r\nHost: b\r\n\r\n");
        RequestHeadDecoder decoder = new RequestHeadDecoder(HeadLimits.DEFAULT);
        RequestHead head = new RequestHead();
        assertThat(decoder.decode(in, head)).isEqualTo(DecodeResult.COMPLETE);
        assertThat(in.readCharSequence(3, StandardCharsets.US_ASCII)).hasToString("xyz");
        assertThat(decoder.decode(in, head)).isEqualTo(DecodeResult.COMPLETE);
        assertThat(describe(head)).isEqualTo("GET /b b []");
        assertThat(in.isReadable()).isFalse();
    }

    @Test
    void readsAHeadThatIsLargerThanOneStep() {
        String cookie = "c=" + "v".repeat(20_000);
        assertThat(decode("GET / HTTP/1.1\r\nHost: a\r\nCookie: " + cookie + "\r\n\r\n"))
                .isEqualTo(DecodeResult.COMPLETE);
    }

    @Test
    void keepsNamesWithUnderscoreWhenToldSoButForThoseThatATaskWouldBelieve() {
        HeadLimits keep = new HeadLimits(100, 1000, 8, UnderscorePolicy.KEEP);
        assertVerdict(
                "GET / HTTP/1.1\r\nHost: a\r\nA_b: c\r\nX_Forwarded_For: d\r\n\r\n",
                "GET / a [A_b: c] dropped 1",
                keep);
    }

    @Test
    void refusesNamesWithUnderscoreWhenToldSo() {
        HeadLimits refuse = new HeadLimits(100, 1000, 8, UnderscorePolicy.REFUSE);
        assertVerdict("GET / HTTP/1.1\r\nHost: a\r\nA_b: c\r\n\r\n", "underscore-in-name", refuse);
    }

    private static void assertVerdict(String message, String expected, HeadLimits limits) {
        String verdict = Splits.verdict(message, text -> reader(limits));
        if (verdict.equals(expected)) {
            return;
        }
        if (FIELDS.matcher(expected).find()) {
            assertThat(verdict).isEqualTo(expected);
        } else {
            assertThat(FIELDS.matcher(verdict).replaceFirst("")).isEqualTo(expected);
        }
    }

    private static Splits.Reader reader(HeadLimits limits) {
        RequestHeadDecoder decoder = new RequestHeadDecoder(limits);
        RequestHead head = new RequestHead();
        return in ->
                switch (decoder.decode(in, head)) {
                    case DecodeResult.Progress.NEED_MORE -> "";
                    case DecodeResult.Progress.COMPLETE -> describe(head);
                    case Refusal refusal -> refusal.word();
                };
    }

    private static DecodeResult decode(String message) {
        return new RequestHeadDecoder(HeadLimits.DEFAULT)
                .decode(latin1(message), new RequestHead());
    }

    private static ByteBuf latin1(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static String describe(RequestHead head) {
        StringBuilder text = new StringBuilder();
        text.append(head.text(head.methodStart(), head.methodEnd()));
        text.append(' ').append(head.text(head.targetStart(), head.targetEnd()));
        text.append(' ').append(head.text(head.hostStart(), head.hostEnd()));
        text.append(head.port() < 0 ? "" : " port " + head.port());
        text.append(head.contentLength() < 0 ? "" : " length " + head.contentLength());
        text.append(head.isChunked() ? " chunked" : "");
        text.append(head.isKeepAlive() ? "" : " close");
        text.append(head.expectsContinue() ? " expects" : "");
        text.append(head.isUpgrade() ? " upgrade" : "");
        text.append(' ').append(Heads.forwarded(head, "host", "content-length", "expect"));
        int dropped = head.underscoreFieldsDropped();
        return text.append(dropped == 0 ? "" : " dropped " + dropped).toString();
    }

    private static Arguments line(String line, String expected) {
        return whole(line + "\r\nHost: a.example\r\n\r\n", expected);
    }

    private static Arguments with(String lines, String expected) {
        return whole("GET / HTTP/1.1\r\nHost: a.example\r\n" + lines + "\r\n\r\n", expected);
    }

    private static Arguments post(String lines, String expected) {
        return whole("POST / HTTP/1.1\r\nHost: a.example\r\n" + lines + "\r\n\r\n", expected);
    }

    private static Arguments host(String value, String expected) {
        return whole("GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n", expected);
    }

    private static Arguments whole(String message, String expected) {
        return Arguments.of(message, expected);
    }
}
