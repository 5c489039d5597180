package dev.waggle.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waggle.proxy.message.DecodeResult;
import dev.waggle.proxy.message.Method;
import dev.waggle.proxy.message.RequestHead;
import dev.waggle.proxy.message.Version;
import dev.waggle.proxy.policy.ClientIdentity;
import dev.waggle.proxy.policy.FieldEdits;
import dev.waggle.proxy.policy.RequestChecks;
import dev.waggle.proxy.policy.UnderscorePolicy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a task receives of a request. */
@SuppressWarnings("StringConcatToTextBlock") // line ends are what this is about
class RequestHeadEncoderTest {
    private static final ClientIdentity HTTPS = ClientIdentity.direct("192.0.2.7", true);
    private static final ClientIdentity HTTP = ClientIdentity.direct("2001:db8::7", false);
    private static final ClientIdentity TRUSTED =
            new ClientIdentity("192.0.2.7", "10.0.0.1", true, true);
    private static final String SET_FOR_HTTPS =
            "X-Forwarded-For: 192.0.2.7\r\n"
                    + "X-Forwarded-Proto: https\r\n"
                    + "X-Forwarded-Host: a.example\r\n"
                    + "X-Forwarded-Port: 443\r\n"
                    + "X-Real-IP: 192.0.2.7\r\n";

    private final RequestHeadEncoder encoder = new RequestHeadEncoder();
    private final UpstreamHeadPlan plan = new UpstreamHeadPlan();

    @Test
    void putsHostFirstKeepsFieldsAndAddsWhoTheClientIs() {
        assertThat(
                        encode(
                                "GET /x?y=%2F HTTP/1.1\r\nA:b \r\nHost: a.example\r\nC: d\r\n",
                                plan.begin(HTTPS)))
                .isEqualTo(
                        "GET /x?y=%2F HTTP/1.1\r\nHost: a.example\r\nA: b\r\nC: d\r\n"
                                + SET_FOR_HTTPS
                                + "\r\n");
    }

    @Test
    void replacesWhatTheClientClaimsAboutItself() {
        String claims =
                "X-Forwarded-For: 1.1.1.1\r\nx-forwarded-proto: http\r\nX-Forwarded-Host: evil\r\n"
                        + "X-Forwarded-Port: 1\r\nX-Forwarded-Prefix: /evil\r\nX-Forwarded-Server: evil\r\n"
                        + "X-Real-IP: 1.1.1.1\r\nForwarded: for=1.1.1.1\r\nX_Forwarded_For: 1.1.1.1\r\n";
        assertThat(encode("GET / HTTP/1.1\r\nHost: a.example\r\n" + claims, plan.begin(HTTPS)))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a.example\r\n" + SET_FOR_HTTPS + "\r\n");
    }

    @Test
    void continuesTheChainOfATrustedProxyAndKeepsWhatItSaysOfTheClientsRequest() {
        String fields =
                "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-For: 10.0.0.9\r\nX-Forwarded-Proto: http\r\n"
                        + "X-Forwarded-Host: out.example\r\nX-Forwarded-Port: 8080\r\n"
                        + "X-Forwarded-Prefix: /outer\r\nX-Real-IP: 9.9.9.9\r\n";
        assertThat(
                        encode(
                                "GET /in/x HTTP/1.1\r\nHost: a.example\r\n" + fields,
                                plan.begin(TRUSTED).replaceContext(3, new byte[0])))
                .isEqualTo(
                        "GET /x HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-Proto: http\r\n"
                                + "X-Forwarded-Host: out.example\r\nX-Forwarded-Port: 8080\r\n"
                                + "X-Forwarded-For: 192.0.2.7, 10.0.0.9, 10.0.0.1\r\n"
                                + "X-Real-IP: 192.0.2.7\r\nX-Forwarded-Prefix: /outer/in\r\n\r\n");
    }

    @Test
    void saysItAllItselfWhereATrustedProxySaidNothing() {
        assertThat(encode("GET / HTTP/1.1\r\nHost: a.example\r\n", plan.begin(TRUSTED)))
                .contains("X-Forwarded-For: 10.0.0.1\r\n", "X-Forwarded-Proto: https\r\n")
                .contains("X-Forwarded-Host: a.example\r\n", "X-Forwarded-Port: 443\r\n");
    }

    @Test
    void namesThePortThatTheClientNamed() {
        assertThat(encode("GET / HTTP/1.1\r\nHost: a:8080\r\n", plan.begin(HTTP)))
                .contains("Host: a:8080\r\n", "X-Forwarded-Host: a:8080\r\n")
                .contains("X-Forwarded-Port: 8080\r\n", "X-Forwarded-Proto: http\r\n");
        assertThat(encode("GET / HTTP/1.1\r\nHost: a\r\n", plan.begin(HTTP)))
                .contains("X-Forwarded-Port: 80\r\n");
        assertThat(encode("GET / HTTP/1.1\r\nHost: a:8443\r\n", plan.begin(HTTPS)))
                .contains("X-Forwarded-Port: 443\r\n");
    }

    @Test
    void addsForwardedWhenTold() {
        assertThat(encode("GET / HTTP/1.1\r\nHost: a:8080\r\n", plan.begin(HTTP).forwarded(true)))
                .contains("Forwarded: for=\"[2001:db8::7]\";host=\"a:8080\";proto=http\r\n");
        assertThat(
                        encode(
                                "GET / HTTP/1.1\r\nHost: a\r\nForwarded: for=x\r\n",
                                plan.begin(HTTPS).forwarded(true)))
                .contains("Forwarded: for=192.0.2.7;host=\"a\";proto=https\r\n")
                .doesNotContain("for=x");
    }

    @Test
    void putsTheInternalContextInPlaceOfTheStrippedOne() {
        assertThat(target("/webhook/docker?a=1", 8, "/app")).isEqualTo("/app/docker?a=1");
        assertThat(target("/github/x?a=1", 7, "")).isEqualTo("/x?a=1");
        assertThat(target("/github?a=1", 7, "")).isEqualTo("/?a=1");
        assertThat(target("/github", 7, "")).isEqualTo("/");
        assertThat(target("/github", 7, "/app")).isEqualTo("/app");
        assertThat(target("/github//%2F", 7, "")).isEqualTo("//%2F");
        assertThat(target("/x", 0, "/app")).isEqualTo("/app/x");
    }

    @Test
    void saysWhichContextWasStripped() {
        assertThat(
                        encode(
                                "GET /github/x HTTP/1.1\r\nHost: a\r\n",
                                plan.begin(HTTP).replaceContext(7, new byte[0])))
                .contains("X-Forwarded-Prefix: /github\r\n");
    }

    @Test
    void leavesOutWhatWasMeantForThisHop() {
        String fields =
                "Connection: keep-alive, X-Secret\r\nKeep-Alive: 5\r\nX-Secret: x\r\nTE: trailers\r\n"
                        + "Proxy-Connection: x\r\nProxy-Authorization: x\r\nUpgrade: x\r\nTrailer: A\r\n"
                        + "Transfer-Encoding: chunked\r\n";
        assertThat(
                        encode(
                                "POST / HTTP/1.1\r\nHost: a.example\r\n" + fields,
                                plan.begin(HTTPS).chunked()))
                .isEqualTo(
                        "POST / HTTP/1.1\r\nHost: a.example\r\nTrailer: A\r\nTransfer-Encoding: chunked\r\n"
                                + SET_FOR_HTTPS
                                + "\r\n");
    }

    @Test
    void framesTheBodyAsPlanned() {
        String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0010\r\n";
        assertThat(encode(head, plan.begin(HTTP).length(10)))
                .containsOnlyOnce("Content-Length: 10\r\n")
                .doesNotContain("0010", "Transfer");
        assertThat(encode(head, plan.begin(HTTP).length(Long.MAX_VALUE)))
                .contains("Content-Length: 9223372036854775807\r\n");
        assertThat(encode(head, plan.begin(HTTP).length(0))).contains("Content-Length: 0\r\n");
        assertThat(encode(head, plan.begin(HTTP).chunked()))
                .contains("Transfer-Encoding: chunked\r\n")
                .doesNotContain("Content-Length");
        assertThat(encode(head, plan.begin(HTTP))).doesNotContain("Content-Length", "Transfer");
    }

    @Test
    void leavesTheExpectationToTheTaskOrDropsIt() {
        String head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n";
        assertThat(encode(head, plan.begin(HTTP).length(1).expectContinue(true)))
                .containsOnlyOnce("Expect: 100-continue\r\n");
        assertThat(encode(head, plan.begin(HTTP).length(1))).doesNotContain("Expect");
    }

    @Test
    void asksForTheUpgradeThatTheClientAskedFor() {
        String head = "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n";
        assertThat(encode(head, plan.begin(HTTP).upgrade(true)))
                .containsOnlyOnce("Connection: Upgrade\r\nUpgrade: websocket\r\n");
        assertThat(encode(head, plan.begin(HTTP))).doesNotContain("pgrade");
    }

    @Test
    void setsAndRemovesWhatTheRouteSays() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("X-New", "1");
        values.put("cookie", "");
        values.put("X-Real-IP-Not", "");
        FieldEdits edits = FieldEdits.of(values);
        String head = "GET / HTTP/1.1\r\nHost: a\r\nx-new: 0\r\nCookie: a\r\nCookie: b\r\nZ: 1\r\n";
        assertThat(encode(head, plan.begin(HTTP).edits(edits)))
                .containsOnlyOnce("X-New: 1\r\n")
                .contains("Z: 1\r\n")
                .doesNotContain("x-new", "Cookie");
    }

    @Test
    void makesOneCookieFieldOfTheCrumbsOfHttp2() {
        RequestHead head = http2("GET", "/x?y", "a.example:444");
        head.add("cookie", "a=1");
        head.add("accept", "*/*");
        head.add("cookie", "b=2");
        head.add("cookie", "c=3");
        assertThat(RequestChecks.checkHttp2(head, UnderscorePolicy.DROP)).isNull();
        ByteBuf out = Unpooled.buffer();
        encoder.encode(head, plan.begin(HTTPS), out);
        assertThat(out.toString(StandardCharsets.ISO_8859_1))
                .startsWith(
                        "GET /x?y HTTP/1.1\r\nHost: a.example:444\r\naccept: */*\r\nCookie: a=1; b=2; c=3\r\n");
    }

    @Test
    void asksForAWebSocketWhereHttp2Connects() {
        RequestHead head = http2("CONNECT", "/chat", "a.example");
        head.upgrade(true);
        assertThat(RequestChecks.checkHttp2(head, UnderscorePolicy.DROP)).isNull();
        ByteBuf out = Unpooled.buffer();
        byte[] key = "Sec-WebSocket-Key: x\r\n".getBytes(StandardCharsets.US_ASCII);
        encoder.encode(head, plan.begin(HTTPS).upgrade(true).extraLines(key), out);
        assertThat(out.toString(StandardCharsets.ISO_8859_1))
                .startsWith("GET /chat HTTP/1.1\r\n")
                .contains(
                        "Connection: Upgrade\r\nUpgrade: websocket\r\n",
                        "Sec-WebSocket-Key: x\r\n");
    }

    @Test
    void sendsTheAsteriskAsItIs() {
        assertThat(
                        encode(
                                "OPTIONS * HTTP/1.1\r\nHost: a\r\n",
                                plan.begin(HTTP).replaceContext(0, bytes("/app"))))
                .startsWith("OPTIONS * HTTP/1.1\r\n");
    }

    @Test
    void isReadBackWithTheSameMeaning() {
        String[] heads = {
            "GET / HTTP/1.1\r\nHost: a\r\n",
            "POST /%2f//x?y HTTP/1.1\r\nHost: a:1\r\nContent-Length: 12\r\nA:  b\t\r\nC:\r\n",
            "PUT http://a/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n",
            "X-Y http://a?x HTTP/1.1\r\nhOST:a\r\nA:b\r\nC: d\r\nE:f\r\nG: h\r\nI: j\r\nConnection: G\r\n",
        };
        for (String text : heads) {
            RequestHead head = decode(text + "\r\n");
            plan.begin(HTTP).expectContinue(true);
            if (head.isChunked()) {
                plan.chunked();
            } else if (head.contentLength() >= 0) {
                plan.length(head.contentLength());
            }
            RequestHead again = decode(encode(text, plan));
            assertThat(meaning(again)).isEqualTo(meaning(head));
            String[] apart = {
                "host",
                "content-length",
                "expect",
                "x-forwarded-for",
                "x-forwarded-proto",
                "x-forwarded-host",
                "x-forwarded-port",
                "x-real-ip"
            };
            assertThat(Heads.forwarded(again, apart)).isEqualTo(Heads.forwarded(head, apart));
        }
    }

    private static String meaning(RequestHead head) {
        return head.text(head.methodStart(), head.methodEnd())
                + ' '
                + head.text(head.targetStart(), head.targetEnd())
                + ' '
                + head.text(head.authorityStart(), head.authorityEnd())
                + ' '
                + head.contentLength()
                + head.isChunked()
                + head.expectsContinue();
    }

    private String target(String target, int context, String internal) {
        String head = "GET " + target + " HTTP/1.1\r\nHost: a\r\n";
        String sent = encode(head, plan.begin(HTTP).replaceContext(context, bytes(internal)));
        return sent.substring(4, sent.indexOf(" HTTP/1.1"));
    }

    private String encode(String lines, UpstreamHeadPlan chosen) {
        ByteBuf out = Unpooled.buffer();
        encoder.encode(decode(lines + (lines.endsWith("\r\n\r\n") ? "" : "\r\n")), chosen, out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static RequestHead decode(String text) {
        RequestHead head = new RequestHead();
        ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        DecodeResult result = new RequestHeadDecoder(HeadLimits.DEFAULT).decode(in, head);
        assertThat(result).isEqualTo(DecodeResult.COMPLETE);
        return head;
    }

    private static RequestHead http2(String method, String path, String authority) {
        RequestHead head = new RequestHead();
        head.clear();
        head.version(Version.HTTP_2);
        int at = head.append(method);
        head.method(Method.of(head.bytes(), at, head.length()), at, head.length());
        at = head.append(path);
        int query = path.indexOf('?');
        head.target(at, head.length(), query < 0 ? head.length() : at + query);
        at = head.append(authority);
        head.authority(at, head.length());
        return head;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
